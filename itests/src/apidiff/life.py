"""Containers' life: create, start, stop, kill, pause, rename, update, wait, remove, prune, and what each refuses."""
import json
import re
import threading
import time

from scenarios import q

BUSYBOX = {"Image": "busybox:latest", "Cmd": ["true"]}


def create(e, name, body, query=""):
    a = e.call(name, "POST", "/containers/create" + query, body, keep=lambda j: j if "message" in j else sorted(j.items()))
    if a.status == 201:
        e.later("DELETE", "/containers/%s?force=1&v=1" % a["Id"])
    return a


def inspected(part):
    return lambda j: part(j) if "message" not in j else j


def state(e, name, i, *keys):
    e.call(name, "GET", "/containers/%s/json" % i, keep=inspected(lambda j: {k: j["State"][k] for k in keys} if keys else j["State"]))


def between_runs(e, i, after=4):
    """waits until the container pauses between two runs, after more restarts than these: each pause is twice as long as the one before"""
    while True:
        j = e.raw("GET", "/containers/%s/json" % i)
        if j["RestartCount"] > after and j["State"]["Restarting"]:
            return
        time.sleep(0.02)


def do_create_names(e):
    """which names a container may have, and the words for those it may not"""
    for name in ("a", "ab", "-ab", "_ab", ".ab", "a%20b", "a/b", "%2Fapidiff-slash", "%2F", "%2F%2Fapidiff", "apidiff-%C3%A9", "A.b_c-9", "apidiff-slash", "x" * 300):
        create(e, name[:20], BUSYBOX, "?name=" + name)


def do_create_bodies(e):
    """bodies that are no configuration, or the wrong type"""
    j = {"Content-Type": "application/json"}
    for name, body, headers in (
            ("empty object", b"{}", j), ("null", b"null", j), ("array", b"[]", j), ("text", b'"x"', j), ("number", b"5", j), ("empty", b"", j), ("blank", b"  ", j),
            ("cut", b'{"Image":', j), ("garbage", b"purple", j), ("no type", b"{}", {}), ("text type", b"{}", {"Content-Type": "text/plain"}),
            ("charset", b"{}", {"Content-Type": "application/json; charset=utf-8"}), ("only host", b'{"HostConfig":{}}', j),
            ("unknown keys", b'{"Purple":1}', j)):
        e.call(name, "POST", "/containers/create", body, headers)


def do_create_refused(e):
    """what is wrong with the portable part, the network part and the policy"""
    for name, more in {
            "no image": {"Image": "nosuch:latest"}, "empty image": {"Image": ""}, "bad image": {"Image": "UPPER:x:y"}, "id of none": {"Image": "sha256:" + "0" * 64},
            "hostname": {"Hostname": "a b"}, "long hostname": {"Hostname": "x" * 70}, "domain": {"Domainname": "-x-"}, "stop signal": {"StopSignal": "PURPLE"}, "stop number": {"StopSignal": "99"},
            "stop timeout": {"StopTimeout": -5}, "workdir": {"WorkingDir": "relative"}, "env": {"Env": ["=x"]}, "empty env": {"Env": [""]}, "exposed": {"ExposedPorts": {"purple/tcp": {}}}, "exposed protocol": {"ExposedPorts": {"80/purple": {}}},
            "exposed range": {"ExposedPorts": {"8000-8002/tcp": {}}}, "volume": {"Volumes": {"relative": {}}}, "volume root": {"Volumes": {"/": {}}}, "mac": {"MacAddress": "purple"},
            "policy": {"HostConfig": {"RestartPolicy": {"Name": "purple"}}}, "policy count": {"HostConfig": {"RestartPolicy": {"Name": "always", "MaximumRetryCount": 2}}},
            "policy no count": {"HostConfig": {"RestartPolicy": {"Name": "no", "MaximumRetryCount": 2}}}, "policy unless count": {"HostConfig": {"RestartPolicy": {"Name": "unless-stopped", "MaximumRetryCount": 1}}},
            "policy negative": {"HostConfig": {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": -1}}}, "policy nameless": {"HostConfig": {"RestartPolicy": {"MaximumRetryCount": 3}}},
            "auto remove": {"HostConfig": {"AutoRemove": True, "RestartPolicy": {"Name": "always"}}}, "auto remove on-failure": {"HostConfig": {"AutoRemove": True, "RestartPolicy": {"Name": "on-failure"}}},
            "auto remove no": {"HostConfig": {"AutoRemove": True, "RestartPolicy": {"Name": "no"}}},
            "log driver": {"HostConfig": {"LogConfig": {"Type": "purple"}}}, "log option": {"HostConfig": {"LogConfig": {"Type": "json-file", "Config": {"purple": "1"}}}},
            "volume driver": {"HostConfig": {"VolumeDriver": "purple"}}, "volumes from": {"HostConfig": {"VolumesFrom": ["nosuch"]}}, "volumes from mode": {"HostConfig": {"VolumesFrom": ["nosuch:purple"]}},
            "links": {"HostConfig": {"Links": ["nosuch:x"]}}, "network": {"HostConfig": {"NetworkMode": "nosuch"}}, "network container": {"HostConfig": {"NetworkMode": "container:nosuch"}},
            "runtime": {"HostConfig": {"Runtime": "purple"}},
            "no command": {"Cmd": None, "Image": ""}, "cmd text": {"Cmd": "true"}, "cmd number": {"Cmd": 5}, "labels list": {"Labels": ["a"]}, "tty text": {"Tty": "yes"}, "entrypoint text": {"Entrypoint": "sh"}}.items():
        body = dict(BUSYBOX)
        body.update(more)
        e_call(e, name, body)


def e_call(e, name, body):
    a = e.call(name, "POST", "/containers/create", body, keep=lambda j: j if "message" in j else sorted(j))
    if a.status == 201:
        e.later("DELETE", "/containers/%s?force=1&v=1" % a["Id"])


def do_create_platform(e):
    """the platform that is asked for"""
    for p in ("linux/amd64", "linux", "linux/arm64", "linux/x86_64", "windows", "linux/amd64/v2", "purple", "linux/purple", "a/b/c/d", "amd64", "LINUX/AMD64"):
        create(e, p, BUSYBOX, "?platform=" + p)


def do_create_image_refs(e):
    """each way to name the image; Config.Image is as it was given"""
    full = e.raw("GET", "/images/busybox:latest/json")["Id"]
    for name, ref in (("name", "busybox"), ("tag", "busybox:latest"), ("library", "docker.io/library/busybox"), ("id", full), ("hex", full[7:]), ("short", full[7:19]), ("three", full[7:10])):
        a = e.raw("POST", "/containers/create", {"Image": ref, "Cmd": ["true"]})
        if a.status == 201:
            e.later("DELETE", "/containers/%s" % a["Id"])
            b = e.raw("GET", "/containers/%s/json" % a["Id"])
            l = e.raw("GET", "/containers/json?all=1&" + q(filters={"id": [a["Id"]]}))
            e.note(name, [b["Image"] == full, b["Config"]["Image"] == ref, l[0]["Image"] == ref, l[0]["ImageID"] == full])
        else:
            e.note(name, [a.status, a.json])


def do_start_variants(e):
    """start's parameters, its body, and what it answers in each state"""
    i = e.container(["sleep", "60"], start=False)
    e.call("bad keys", "POST", "/containers/%s/start?detachKeys=ctrl-purple" % i)
    e.call("body", "POST", "/containers/%s/start" % i, {"Binds": ["/tmp:/tmp"]})
    e.call("empty body", "POST", "/containers/%s/start" % i, b"", {"Content-Type": "application/json"})
    e.call("again", "POST", "/containers/%s/start" % i)
    e.call("again with body", "POST", "/containers/%s/start" % i, {"Binds": ["/tmp:/tmp"]})
    e.call("pause", "POST", "/containers/%s/pause" % i)
    e.call("paused", "POST", "/containers/%s/start" % i)
    e.call("stop paused", "POST", "/containers/%s/stop?t=1" % i)
    state(e, "after", i)
    j = e.container(["sleep", "60"], start=False)
    e.call("small body", "POST", "/containers/%s/start" % j, b"{}", {"Content-Type": "application/json"})
    k = e.container(["sleep", "60"], start=False)
    e.call("null body", "POST", "/containers/%s/start" % k, b"null", {"Content-Type": "application/json"})


def do_stop_variants(e):
    """t, StopSignal and StopTimeout"""
    i = e.container(["sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"], StopTimeout=1)
    time.sleep(0.5)
    began = time.time()
    e.call("own timeout", "POST", "/containers/%s/stop" % i)
    e.note("waited", 0.8 < time.time() - began < 4)
    state(e, "killed", i)
    e.call("stopped again", "POST", "/containers/%s/stop" % i)
    e.call("bad t", "POST", "/containers/%s/stop?t=x" % i)
    e.call("float t", "POST", "/containers/%s/stop?t=1.5" % i)
    e.call("missing bad t", "POST", "/containers/nosuch/stop?t=x")
    e.call("restart bad t", "POST", "/containers/%s/restart?t=x" % i)
    e.call("restart missing", "POST", "/containers/nosuch/restart")
    e.call("restart stopped", "POST", "/containers/%s/restart?t=0" % i)
    state(e, "runs", i)
    time.sleep(0.5)
    e.call("t given", "POST", "/containers/%s/stop?t=0" % i)
    state(e, "killed at once", i)
    j = e.container(["sh", "-c", "trap 'exit 7' INT; while true; do sleep 0.1; done"], StopSignal="SIGINT")
    time.sleep(0.5)
    e.call("own signal", "POST", "/containers/%s/stop?t=20" % j)
    state(e, "own signal's code", j)
    k = e.container(["sh", "-c", "trap 'exit 8' USR1; while true; do sleep 0.1; done"], StopSignal="10")
    time.sleep(0.5)
    e.call("signal by number", "POST", "/containers/%s/stop?t=20" % k)
    state(e, "number's code", k)
    m = e.container(["sleep", "60"], start=False)
    e.call("never started", "POST", "/containers/%s/stop" % m)
    e.call("restart never started", "POST", "/containers/%s/restart" % m)
    state(e, "started by it", m)
    e.call("pause", "POST", "/containers/%s/pause" % m)
    e.call("restart paused", "POST", "/containers/%s/restart?t=0" % m)
    state(e, "runs again", m)


def do_kill_signals(e):
    """signals by name and number, and those that are none"""
    i = e.container(["sh", "-c", "trap 'echo hup' HUP; trap 'echo usr' USR1; while true; do sleep 0.1; done"])
    time.sleep(0.5)
    for s in ("HUP", "SIGHUP", "hup", "sighup", "1", "01", "SIGUSR1", "10", "0", "-1", "65", "64", "SIGRTMIN", "RTMIN%2B3", "SIGRTMAX-1", "SIGRTMIN%2B40", "34", "32", "33", "99999999999999999999", "1.5", "SIG", "SIGPURPLE", "SIGSIGHUP", "%20HUP", "SIGCLD", "SIGIOT", "SIGPOLL", "SIGUNUSED", "KILL%20"):
        if s in ("64", "SIGRTMIN", "RTMIN%2B3", "SIGRTMAX-1", "34", "SIGIOT", "SIGPOLL", "SIGUNUSED"):
            continue
        e.call(s, "POST", "/containers/%s/kill?signal=%s" % (i, s))
    e.call("restarted", "POST", "/containers/%s/restart?t=0" % i)
    state(e, "lives", i, "Status", "Running")
    e.call("empty is kill", "POST", "/containers/%s/kill?signal=" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    state(e, "killed", i)
    e.call("stopped", "POST", "/containers/%s/kill?signal=HUP" % i)
    e.call("stopped bad", "POST", "/containers/%s/kill?signal=PURPLE" % i)
    e.call("missing bad", "POST", "/containers/nosuch/kill?signal=PURPLE")
    e.call("missing", "POST", "/containers/nosuch/kill?signal=HUP")
    for s in ("SIGRTMIN", "RTMIN%2B3", "64", "34", "SIGIOT", "SIGPOLL"):
        e.call("start for " + s, "POST", "/containers/%s/start" % i)
        e.call("real-time " + s, "POST", "/containers/%s/kill?signal=%s" % (i, s))
        e.raw("POST", "/containers/%s/kill" % i)
        e.raw("POST", "/containers/%s/wait" % i)


def do_pause_states(e):
    """what each call answers a container that is paused, and one that is not"""
    i = e.container(["sleep", "60"], start=False)
    e.call("pause created", "POST", "/containers/%s/pause" % i)
    e.call("unpause created", "POST", "/containers/%s/unpause" % i)
    e.raw("POST", "/containers/%s/start" % i)
    e.call("unpause running", "POST", "/containers/%s/unpause" % i)
    e.call("pause", "POST", "/containers/%s/pause" % i)
    e.call("pause again", "POST", "/containers/%s/pause" % i)
    state(e, "paused", i)
    e.call("top", "GET", "/containers/%s/top" % i, keep=lambda j: sorted(j))
    e.call("update", "POST", "/containers/%s/update" % i, {"CpuShares": 256})
    e.call("rename", "POST", "/containers/%s/rename?name=apidiff-paused" % i)
    e.call("remove", "DELETE", "/containers/%s" % i)
    e.call("kill hup", "POST", "/containers/%s/kill?signal=HUP" % i)
    while e.raw("GET", "/containers/%s/json" % i)["State"]["Paused"]:  # it is a stop, for which both let it go on; dockerd notes that later
        time.sleep(0.02)
    state(e, "still paused", i, "Status", "Paused", "Running")
    e.call("unpause", "POST", "/containers/%s/unpause" % i)
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    state(e, "killed unpaused", i)
    e.raw("POST", "/containers/%s/start" % i)
    e.raw("POST", "/containers/%s/pause" % i)
    e.call("kill paused", "POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    state(e, "killed", i)
    e.raw("POST", "/containers/%s/start" % i)
    e.raw("POST", "/containers/%s/pause" % i)
    e.call("remove by force", "DELETE", "/containers/%s?force=1" % i)
    for p in ("pause", "unpause"):
        e.call("missing " + p, "POST", "/containers/nosuch/" + p)


def do_rename_rules(e):
    """names taken, empty, the same, invalid; the old one is free at once"""
    i = e.container(["sleep", "60"], name="apidiff-n1")
    j = e.container(["true"], name="apidiff-n2", start=False)
    for name in ("", "apidiff-n1", "%2Fapidiff-n1", "apidiff-n2", "%2Fapidiff-n2", "-x", "x", "a%20b", "%2F"):
        e.call("to " + name, "POST", "/containers/apidiff-n1/rename?name=" + name, keep=lambda m: m["message"])
    e.call("slash", "POST", "/containers/apidiff-n1/rename?name=%2Fapidiff-n3")
    e.call("seen", "GET", "/containers/apidiff-n3/json", keep=inspected(lambda m: m["Name"]))
    e.call("old gone", "GET", "/containers/apidiff-n1/json")
    e.call("old free", "POST", "/containers/apidiff-n2/rename?name=apidiff-n1")
    e.call("missing", "POST", "/containers/nosuch/rename?name=x1")
    e.call("missing empty", "POST", "/containers/nosuch/rename?name=")
    e.call("conflict text", "POST", "/containers/create?name=apidiff-n3", BUSYBOX, keep=lambda m: m["message"])
    e.call("id as name", "POST", "/containers/apidiff-n1/rename?name=" + i)
    e.note("found by id", e.raw("GET", "/containers/%s/json" % i)["Name"])


def do_names_of_calls(e):
    """containers that are called as calls are"""
    for name in ("json", "create", "prune"):
        create(e, "create " + name, BUSYBOX, "?name=" + name)
        e.call("inspect " + name, "GET", "/containers/%s/json" % name, keep=inspected(lambda m: m["Name"]))
        e.call("start " + name, "POST", "/containers/%s/start" % name)
        e.call("wait " + name, "POST", "/containers/%s/wait" % name)
        e.call("remove " + name, "DELETE", "/containers/" + name)
        e.call("again " + name, "DELETE", "/containers/%s?force=1" % name)


def do_update_policy(e):
    """the restart policy, and the bodies that update refuses"""
    i = e.container(["sleep", "60"])
    policy = lambda m: m["HostConfig"]["RestartPolicy"]
    for name, body in {"always": {"RestartPolicy": {"Name": "always"}}, "with count": {"RestartPolicy": {"Name": "always", "MaximumRetryCount": 3}}, "bad": {"RestartPolicy": {"Name": "purple"}},
                       "on-failure": {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}}, "negative": {"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": -3}},
                       "nameless": {"RestartPolicy": {"MaximumRetryCount": 5}}, "empty": {}, "null": {"RestartPolicy": None}, "unless": {"RestartPolicy": {"Name": "unless-stopped"}}, "no": {"RestartPolicy": {"Name": "no"}}}.items():
        e.call(name, "POST", "/containers/%s/update" % i, body)
        e.call(name + " seen", "GET", "/containers/%s/json" % i, keep=policy)
    e.call("no body", "POST", "/containers/%s/update" % i)
    e.call("no type", "POST", "/containers/%s/update" % i, b"{}", {})
    e.call("not json", "POST", "/containers/%s/update" % i, b"purple", {"Content-Type": "application/json"})
    e.call("array", "POST", "/containers/%s/update" % i, b"[]", {"Content-Type": "application/json"})
    e.call("missing", "POST", "/containers/nosuch/update", {"RestartPolicy": {"Name": "always"}})
    e.call("missing bad", "POST", "/containers/nosuch/update", {"RestartPolicy": {"Name": "purple"}})
    j = e.container(["sleep", "60"], HostConfig={"AutoRemove": True})
    for p in ("always", "on-failure", "no", "unless-stopped", ""):
        e.call("auto remove " + p, "POST", "/containers/%s/update" % j, {"RestartPolicy": {"Name": p}})


def do_wait_more(e):
    """each condition in each state; its headers come at once"""
    i = e.container(["sleep", "60"], start=False)
    e.call("created", "POST", "/containers/%s/wait" % i)
    for c in ("", "purple", "NOT-RUNNING", "next-exit,removed"):
        if c:
            e.call("condition " + c, "POST", "/containers/%s/wait?condition=%s" % (i, c))
    e.call("missing", "POST", "/containers/nosuch/wait")
    e.call("missing bad", "POST", "/containers/nosuch/wait?condition=purple")
    got = {}

    def wait(key, condition):
        got[key] = e.raw("POST", "/containers/%s/wait?condition=%s" % (i, condition))
    threads = [threading.Thread(target=wait, args=(c, c)) for c in ("next-exit", "removed")]
    for t in threads:
        t.start()
    time.sleep(0.5)
    e.call("start", "POST", "/containers/%s/start" % i)
    c = e.connection(10)
    c.request("POST", "/%s/containers/%s/wait" % (e.version, i))
    r = c.getresponse()
    e.note("headers before the end", [r.status, r.getheader("content-type")])
    e.call("kill", "POST", "/containers/%s/kill?signal=15" % i)
    e.call("kill hard", "POST", "/containers/%s/kill" % i)
    e.note("its body", json.loads(r.read()))
    e.call("removed", "DELETE", "/containers/%s" % i)
    for t in threads:
        t.join()
    for k in sorted(got):
        e.note(k, [got[k].status, got[k].json])
    j = e.container(["sleep", "60"])
    t = threading.Thread(target=lambda: got.__setitem__("force", e.raw("POST", "/containers/%s/wait" % j)))
    t.start()
    time.sleep(0.5)
    e.call("removed by force", "DELETE", "/containers/%s?force=1" % j)
    t.join()
    e.note("its waiter", [got["force"].status, got["force"].json])
    k = e.container(["sleep", "60"], start=False)
    for c in ("next-exit", "removed"):
        t = threading.Thread(target=lambda: got.__setitem__(c + " never ran", e.raw("POST", "/containers/%s/wait?condition=%s" % (k, c), timeout=5)))
        t.start()
        time.sleep(0.3)
        if c == "removed":
            e.raw("DELETE", "/containers/%s" % k)
            t.join()
            e.note(c + " never ran", [got[c + " never ran"].status, got[c + " never ran"].json])
    e.version = "v1.29"
    m = e.container(["sh", "-c", "exit 4"])
    e.call("before conditions", "POST", "/containers/%s/wait" % m)
    e.call("ignores it", "POST", "/containers/%s/wait?condition=purple" % m)


def do_remove_variants(e):
    """force, v and link"""
    i = e.container(["sleep", "60"], Volumes={"/v": {}})
    v = [m["Name"] for m in e.raw("GET", "/containers/%s/json" % i)["Mounts"]]
    e.call("running", "DELETE", "/containers/%s" % i)
    e.call("link", "DELETE", "/containers/%s?link=1" % i)
    e.call("force and volumes", "DELETE", "/containers/%s?force=1&v=1" % i)
    e.note("volume gone", e.raw("GET", "/volumes/" + v[0]).status)
    e.call("again", "DELETE", "/containers/%s" % i, keep=lambda m: sorted(m))
    e.call("again by force", "DELETE", "/containers/%s?force=1" % i, keep=lambda m: sorted(m))
    j = e.container(["true"], start=False, Volumes={"/v": {}}, name="apidiff-rm")
    v = [m["Name"] for m in e.raw("GET", "/containers/%s/json" % j)["Mounts"]]
    e.later("DELETE", "/volumes/" + v[0])
    e.call("link of a stopped", "DELETE", "/containers/apidiff-rm?link=1")
    e.call("link name", "DELETE", "/containers/apidiff-rm%2Fx?link=1")
    e.call("keeps volumes", "DELETE", "/containers/%s" % j)
    e.note("volume stays", e.raw("GET", "/volumes/" + v[0]).status)
    e.call("missing link", "DELETE", "/containers/nosuch?link=1")


def do_prune_filters(e):
    """until, label and label!, and those that are wrong"""
    for n in ("p1", "p2", "p3"):
        e.container(["true"], start=False, name="apidiff-" + n, Labels={"prune": n, "apidiff": "prune"})
    gone = lambda j: len(j["ContainersDeleted"] or []) if "message" not in j else j
    for name, f in {"bad key": {"purple": ["x"]}, "bad until": {"until": ["purple"]}, "two untils": {"until": ["1h", "2h"]}, "old": {"until": ["24h"], "label": ["apidiff=prune"]},
                    "old by date": {"until": ["2020-01-01"], "label": ["apidiff=prune"]}, "no such label": {"label": ["apidiff=none"]}, "one": {"label": ["prune=p1"]},
                    "not": {"label": ["apidiff=prune"], "label!": ["prune=p2"]}, "map form": {"label": {"prune=p2": True}}, "false": {"label": {"prune=p2": False}, "until": ["24h"]}}.items():
        e.call(name, "POST", "/containers/prune?" + q(filters=f), keep=gone)
    e.call("not json", "POST", "/containers/prune?filters=purple")
    e.call("number", "POST", "/containers/prune?filters=5")
    e.call("seconds", "POST", "/containers/prune?" + q(filters={"until": ["1"]}), keep=gone)
    e.call("fraction", "POST", "/containers/prune?" + q(filters={"until": ["1.5"]}), keep=gone)
    e.call("empty until", "POST", "/containers/prune?" + q(filters={"until": [""]}), keep=gone)
    e.call("minus", "POST", "/containers/prune?" + q(filters={"until": ["-1h"], "label": ["nosuch"]}), keep=gone)
    e.call("until now", "POST", "/containers/prune?" + q(filters={"until": ["1ms"], "label": ["nosuch"]}), keep=gone)


def do_prefixes(e):
    """ids by their beginning; ambiguous ones"""
    ids = [e.container(["true"], start=False) for _ in range(20)]
    heads = {}
    for i in ids:
        heads.setdefault(i[0], []).append(i)
    twice = next(k for k, v in heads.items() if len(v) > 1)
    for m, p in (("GET", "json"), ("POST", "start"), ("POST", "stop"), ("POST", "kill"), ("POST", "wait"), ("POST", "pause"), ("POST", "rename?name=apidiff-x"), ("POST", "update"), ("GET", "logs?stdout=1"), ("GET", "top"), ("GET", "changes")):
        e.call("ambiguous " + p, m, "/containers/%s/%s" % (twice, p), {"CpuShares": 5} if p == "update" else None, keep=lambda j: re.sub(r": [0-9a-f]\b", ": <p>", j["message"]))
    e.call("ambiguous remove", "DELETE", "/containers/" + twice, keep=lambda j: re.sub(r": [0-9a-f]\b", ": <p>", j["message"]))
    e.call("by twelve", "GET", "/containers/%s/json" % ids[0][:12], keep=lambda j: sorted(j))
    e.call("by sixty-three", "GET", "/containers/%s/json" % ids[0][:63], keep=lambda j: sorted(j))
    e.call("too long", "GET", "/containers/%s/json" % (ids[0] + "0"), keep=lambda j: sorted(j))
    e.call("upper case", "GET", "/containers/%s/json" % ids[0].upper(), keep=lambda j: sorted(j))
    e.container(["true"], start=False, name=ids[1][:6])
    e.note("a name wins", e.raw("GET", "/containers/%s/json" % ids[1][:6])["Id"] == ids[1])


def do_inspect_size(e):
    """size adds two numbers, and only on request"""
    i = e.container(["sh", "-c", "echo 12345 > /f"])
    e.raw("POST", "/containers/%s/wait" % i)
    for s in ("", "?size=0", "?size=false", "?size=1", "?size=true", "?size=yes"):
        e.call("inspect" + s, "GET", "/containers/%s/json%s" % (i, s), keep=inspected(lambda j: [("SizeRw" in j), ("SizeRootFs" in j), j.get("SizeRw"), j.get("SizeRootFs", 0) > 6]))
        e.call("list" + s, "GET", "/containers/json?all=1&%s&%s" % (s[1:], q(filters={"id": [i]})), keep=lambda j: [("SizeRw" in j[0]), ("SizeRootFs" in j[0]), j[0].get("SizeRw")])


def do_summary_fields(e):
    """what the list says of one container in each state"""
    i = e.container(["sh", "-c", "sleep 60"], name="apidiff-sum", start=False, Labels={"a": "b"}, ExposedPorts={"80/tcp": {}}, Healthcheck={"Test": ["CMD", "true"], "Interval": 300000000000})
    one = "/containers/json?all=1&" + q(filters={"id": [i]})
    e.call("created", "GET", one)
    e.raw("POST", "/containers/%s/start" % i)
    e.call("running", "GET", one)
    e.raw("POST", "/containers/%s/pause" % i)
    e.call("paused", "GET", one)
    e.raw("POST", "/containers/%s/unpause" % i)
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    e.call("exited", "GET", one)
    j = e.container(["sh", "-c", "exit 3"], HostConfig={"RestartPolicy": {"Name": "always"}})
    between_runs(e, j, 6)
    e.call("restarting", "GET", "/containers/json?all=1&" + q(filters={"id": [j]}), keep=lambda l: [l[0]["State"], l[0]["Status"].split(")")[0]])
    e.call("its state", "GET", "/containers/%s/json" % j, keep=inspected(lambda m: [m["State"][k] for k in ("Status", "Running", "Restarting", "ExitCode", "Pid", "Error")]))
    e.call("unpause restarting", "POST", "/containers/%s/unpause" % j)
    e.call("pause restarting", "POST", "/containers/%s/pause" % j)
    e.call("exec restarting", "POST", "/containers/%s/exec" % j, {"Cmd": ["true"]})
    e.call("top restarting", "GET", "/containers/%s/top" % j)
    e.call("start restarting", "POST", "/containers/%s/start" % j)
    e.call("remove restarting", "DELETE", "/containers/%s" % j)
    e.call("kill restarting", "POST", "/containers/%s/kill" % j, keep=lambda m: m)


def do_auto_remove(e):
    """removed at its end, with its anonymous volumes; a failed start removes it too"""
    i = e.container(["sleep", "60"], HostConfig={"AutoRemove": True}, Volumes={"/v": {}})
    v = [m["Name"] for m in e.raw("GET", "/containers/%s/json" % i)["Mounts"]][0]
    e.call("remove running", "DELETE", "/containers/%s" % i)
    got = []
    t = threading.Thread(target=lambda: got.append(e.raw("POST", "/containers/%s/wait?condition=removed" % i)))
    t.start()
    time.sleep(0.3)
    e.call("stop", "POST", "/containers/%s/stop?t=0" % i)
    t.join()
    e.note("waiter", [got[0].status, got[0].json])
    e.call("gone", "GET", "/containers/%s/json" % i, keep=lambda j: sorted(j))
    e.note("volume gone", e.raw("GET", "/volumes/" + v).status)
    j = e.container(["/nosuch"], start=False, HostConfig={"AutoRemove": True})
    e.call("bad start", "POST", "/containers/%s/start" % j)
    time.sleep(0.5)
    e.call("gone too", "GET", "/containers/%s/json" % j, keep=lambda m: sorted(m))
    k = e.container(["sleep", "60"], start=False, HostConfig={"AutoRemove": True})
    e.call("restart keeps it", "POST", "/containers/%s/restart?t=0" % k)
    e.call("restart again", "POST", "/containers/%s/restart?t=0" % k)
    state(e, "lives", k, "Status")


def do_restart_rules(e):
    """counts, stops and updates of policies"""
    seen = lambda m: [m["RestartCount"], m["State"]["Status"], m["State"]["Restarting"], m["State"]["Running"]]
    i = e.container(["sh", "-c", "exit 0"], HostConfig={"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 5}})
    e.raw("POST", "/containers/%s/wait" % i)
    e.call("no failure", "GET", "/containers/%s/json" % i, keep=seen)
    j = e.container(["sh", "-c", "exit 1"], HostConfig={"RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 1}})
    e.call("waits for the last", "POST", "/containers/%s/wait" % j)
    time.sleep(1.5)
    e.call("tried twice", "GET", "/containers/%s/json" % j, keep=seen)
    e.call("start anew", "POST", "/containers/%s/start" % j)
    time.sleep(4)
    e.call("count anew", "GET", "/containers/%s/json" % j, keep=seen)
    k = e.container(["sleep", "60"], HostConfig={"RestartPolicy": {"Name": "unless-stopped"}})
    e.call("killed", "POST", "/containers/%s/kill" % k)
    time.sleep(1.5)
    e.call("kill is a stop", "GET", "/containers/%s/json" % k, keep=seen)
    e.call("again", "POST", "/containers/%s/start" % k)
    e.call("stop signal", "POST", "/containers/%s/kill?signal=TERM" % k)
    e.call("other signal", "POST", "/containers/%s/kill?signal=HUP" % k)
    time.sleep(0.5)
    m = e.container(["sh", "-c", "trap 'exit 3' HUP; while true; do sleep 0.1; done"], HostConfig={"RestartPolicy": {"Name": "always"}})
    time.sleep(0.5)
    e.call("hup", "POST", "/containers/%s/kill?signal=HUP" % m)
    time.sleep(1)
    e.call("another signal is no stop", "GET", "/containers/%s/json" % m, keep=seen)
    e.call("by hand", "POST", "/containers/%s/restart?t=0" % m)
    e.call("count after restart", "GET", "/containers/%s/json" % m, keep=seen)
    e.call("no more", "POST", "/containers/%s/update" % m, {"RestartPolicy": {"Name": "no"}})
    time.sleep(0.5)
    e.call("hup again", "POST", "/containers/%s/kill?signal=HUP" % m)
    e.raw("POST", "/containers/%s/wait" % m)
    e.call("stays ended", "GET", "/containers/%s/json" % m, keep=seen)
    n = e.container(["sh", "-c", "sleep 0.2; exit 2"], HostConfig={"RestartPolicy": {"Name": "always"}})  # dockerd notes a start after it: at once, a run would end before it began
    between_runs(e, n)
    e.call("stop between runs", "POST", "/containers/%s/stop" % n)
    e.call("stopped between", "GET", "/containers/%s/json" % n, keep=lambda x: seen(x)[1:])
    e.call("exit code kept", "GET", "/containers/%s/json" % n, keep=lambda x: [x["State"]["ExitCode"], x["State"]["FinishedAt"] > x["State"]["StartedAt"]])
