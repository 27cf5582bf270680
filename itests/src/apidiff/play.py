#!/usr/bin/env python3
"""play.py TOOL --pair URL URL... [--only GLOB] [--verbose] [--times]: plays every scenario of the tool and of this folder to a reference and to Servin, and
prints where their answers differ. apidiff.sh starts the engines and calls this.

Each scenario has a process of its own, which is ended when it takes too long: one that goes astray takes no other with it. In that process it is played to
both engines of a pair at the same time, and no other scenario is played to these meanwhile; several pairs share the scenarios. Differences that are wanted stand
in wanted.json, each with its reason: a call that differs in these alone counts as wanted, and one that stands there and was not met in a whole run as failed.
What hangs on chance stands in chance.json, with what is compared of it.
"""
import argparse
import fnmatch
import importlib.util
import json
import os
import pathlib
import re
import select
import signal
import sys
import threading
import time
import traceback

HERE = pathlib.Path(__file__).resolve().parent
LIMIT = 300  # seconds for a scenario
SHOWN = 25  # differences of a call


def scenarios(tool):
    """[(name, function)] of the tool's own file and of those here, in their order"""
    found = []
    for path in [tool / "scenarios.py"] + sorted(HERE.glob("*.py")):
        if path.name == "play.py":
            continue
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        found += [(n[3:], f) for n, f in vars(module).items() if n.startswith("do_") and getattr(f, "__module__", "") == path.stem]
    names = [n for n, _ in found]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        sys.exit("play: scenarios of the same name: " + ", ".join(twice))
    return found


def told(url, scenario, story):
    """plays the scenario to one engine; its steps, and what stopped it if anything did"""
    engine = apidiff.Engine(url)
    began = time.monotonic()
    try:
        scenario(engine)
    except Exception as x:
        story["fault"] = "%s: %s" % (type(x).__name__, str(x)[:300])
        story["trace"] = traceback.format_exc()
    finally:
        engine.finish()
    story["steps"] = engine.steps
    story["took"] = time.monotonic() - began


def settled(step, rules):
    """a step with what hangs on chance taken out"""
    name, what, value, keep = step
    for rule in rules:
        if isinstance(value, apidiff.Answer):
            keep = lambda j, rule=rule, keep=keep: without(keep(j) if keep else j, rule)
        else:
            value = without(value, rule)
    return name, what, value, keep


def without(value, rule, key=""):
    """a value in which lists of the rule's key are sorted, and texts that it describes replaced"""
    if isinstance(value, dict):
        return {k: without(v, rule, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        items = [without(v, rule, key) for v in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True)) if key and key == rule.get("sort") else items
    if isinstance(value, (bytes, bytearray)):
        value = value.decode("latin-1")
    if isinstance(value, str) and "text" in rule:
        return re.sub(rule["text"], rule["as"], value)
    return value


class Rules:
    """What hangs on chance, and what is meant to differ. In their patterns * stands for anything."""

    def __init__(self):
        self.chance, self.wanted = (json.loads((HERE / name).read_text()) for name in ("chance.json", "wanted.json"))

    def judge(self, scenario, call, step, other):
        """the differences of a call, those of them that are not wanted, and which entries of wanted.json they met"""
        chance = [rule for rule in self.chance if like(rule["call"], call)]
        wanted = [(i, rule) for i, rule in enumerate(self.wanted) if like(rule["call"], call)]
        found = [d for d in apidiff.compare(scenario, settled(step, chance), settled(other, chance)) if not any(hits(rule, d) for rule in chance)]
        if not found or not wanted:
            return found, found, []
        texts = [rule for _, rule in wanted if "text" in rule]
        rest = apidiff.compare(scenario, settled(step, chance + texts), settled(other, chance + texts))
        met = [i for i, rule in wanted if "text" in rule and rest != found or any(hits(rule, d) for d in rest)]
        return found, [d for d in rest if not any(hits(rule, d) for _, rule in wanted)], met


def hits(rule, difference):
    return "difference" in rule and like(rule["difference"], difference)


def compared(name, scenario, ref, sut):
    """one scenario on both engines: [[call, what, differences, those not wanted, entries met]], and how long each engine took"""
    rules = Rules()
    stories = {}, {}
    threads = [threading.Thread(target=told, args=(url, scenario, story)) for url, story in zip((ref, sut), stories)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out = []
    expected, seen = (story["steps"] for story in stories)
    for i, step in enumerate(expected):
        call = name + "/" + step[0]
        if i >= len(seen) or seen[i][0] != step[0]:
            out.append(stopped(call, step[1], ["not reached: " + stories[1].get("fault", "another call came here")]))
            break
        out.append([call, step[1], *rules.judge(name, call, step, seen[i])])
    for who, story in zip(("the reference", "Servin"), stories):
        if "fault" in story:
            out.append(stopped(name + "/", "the scenario stopped", [who + ": " + story["fault"]] + story["trace"].splitlines()))
    return out, [story["took"] for story in stories]


def stopped(call, what, differences):
    met = [i for i, rule in enumerate(Rules().wanted) if like(rule["call"], call) and any(hits(rule, d) for d in differences)]
    return [call, what, differences, [] if met else differences, met]


class Play:
    """A scenario that is being played to a pair, in a process of its own."""

    def __init__(self, name, scenario, pair):
        self.name, self.pair, self.text, self.end = name, pair, b"", time.monotonic() + LIMIT
        self.pipe, there = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            with os.fdopen(there, "w") as answer:
                json.dump(compared(name, scenario, *pair), answer)
            os._exit(0)
        os.close(there)

    def fileno(self):
        return self.pipe

    def over(self, readable):
        """whether it has come to its end, in order or not"""
        part = os.read(self.pipe, 1 << 20) if readable else None
        if part:
            self.text += part
        late = time.monotonic() > self.end
        if late:
            os.kill(self.process, signal.SIGKILL)
        return part == b"" or late

    def outcome(self):
        """what compared gives back"""
        os.close(self.pipe)
        os.waitpid(self.process, 0)
        try:
            return json.loads(self.text)
        except ValueError:
            clear(self.pair)
            return [stopped(self.name + "/", "the scenario did not end in order", ["see above, or %d s were over" % LIMIT])], [LIMIT, LIMIT]


def clear(pair):
    """takes away the containers that a scenario left which did not end in order"""
    for url in pair:
        engine = apidiff.Engine(url)
        for container in engine.raw("GET", "/containers/json?all=1").json:
            engine.raw("DELETE", "/containers/%s?force=1&v=1" % container["Id"])


def played(todo, pairs):
    """plays all, and gives back the name and the outcome of each as it ends"""
    todo, idle, plays = list(reversed(todo)), list(pairs), []
    while todo or plays:
        while todo and idle:
            plays.append(Play(*todo.pop(), idle.pop()))
        readable = select.select(plays, [], [], 1)[0]
        for play in [p for p in plays if p.over(p in readable)]:
            plays.remove(play)
            idle.append(play.pair)
            yield play.name, *play.outcome()


def like(pattern, text):
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.S) is not None


def report(kind, call, what, differences=()):
    print("%-6s %s  %s" % (kind, call, what))
    for line in differences[:SHOWN]:
        print("       " + line)
    if len(differences) > SHOWN:
        print("       (+%d more)" % (len(differences) - SHOWN))


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("tool", type=pathlib.Path)
    p.add_argument("--pair", nargs=2, action="append", required=True, help="the reference's and Servin's URL")
    p.add_argument("--only", default="*")
    p.add_argument("--verbose", action="store_true", help="print every call, also those that agree")
    p.add_argument("--times", action="store_true", help="print how long each engine took for each scenario")
    o = p.parse_args()
    passed, failed, as_wanted, met = 0, [], 0, set()
    todo = [(name, scenario) for name, scenario in scenarios(o.tool) if fnmatch.fnmatch(name, o.only)]
    for name, calls, took in played(todo, o.pair):
        if o.times:
            print("time   %s  %.1f s, here %.1f s" % (name, *took))
        for call, what, differences, unwanted, entries in calls:
            met.update(entries)
            if unwanted:
                failed.append(call)
                report("FAIL", call, what, unwanted)
            elif differences:
                as_wanted += 1
                if o.verbose:
                    report("wanted", call, what, differences)
            else:
                passed += 1
                if o.verbose:
                    report("ok", call, what)
        sys.stdout.flush()
    if o.only == "*":
        for entry in [e for i, e in enumerate(Rules().wanted) if i not in met]:
            failed.append(entry["call"])
            report("FAIL", entry["call"], "no longer differs as wanted.json says: " + entry["reason"])
    if failed:
        print("failed: " + ", ".join(sorted(failed)))
    print("%d passed, %d failed, %d differ as wanted" % (passed, len(failed), as_wanted))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path[:0] = [sys.argv[1], str(HERE)]
    import apidiff
    sys.exit(main())
