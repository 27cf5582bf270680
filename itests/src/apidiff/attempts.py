"""What the scenarios of several topics share: a container that is tried out, from its creation to what it prints."""
import re

from apidiff import demux

# Where a message tells of the reference's own folders and descriptors.
OWN = [(re.compile(r" \(via /proc/self/fd/\d+\), flags: 0x[0-9a-f]+(, data: [^:]*)?"), ""), (re.compile(r"/[^ \":]*/(overlay2|containers|tmp)/<?[0-9a-f]{64}>?/merged"), ""),
       (re.compile(r"/[a-z]+_[a-z]+\d?/"), "/<a name>/"), (re.compile(r"source \S+ is not directory"), "source is not directory"), (re.compile(r'daemon root: "[^"]*"'), "daemon root"), (re.compile(r"(Decoding seccomp profile failed: ).*"), r"\1<the decoder's words>")]


def answered(a):
    """status, and what the answer says besides ids"""
    if a.json is None:
        return [a.status, a.body.decode("latin-1")]
    return [a.status] + [own(a.json[k]) for k in ("message", "Warnings") if k in a.json]


def own(text):
    for pattern, word in OWN if isinstance(text, str) else []:
        text = pattern.sub(word, text)
    return text


def attempt(e, name, script, **config):
    """Creates, starts and waits for a container, and notes each answer, what the script printed and its exit code: one note, however far it came."""
    body = dict({"Image": "busybox:latest"}, **config)
    if script is not None:
        body["Cmd"] = ["sh", "-c", script]
    created = e.raw("POST", "/containers/create", body)
    story = {"create": answered(created)}
    if created.status == 201:
        path = "/containers/" + created["Id"]
        try:
            story.update(started(e, path))
        finally:
            e.raw("DELETE", path + "?force=1&v=1")
    e.note(name, story)


def started(e, path):
    """the story of a container from its start to its end"""
    a = e.raw("POST", path + "/start")
    story = {"start": answered(a)}
    if a.status == 204:
        e.raw("POST", path + "/wait")
        story["inside"] = printed(e, path)
    else:
        state = e.raw("GET", path + "/json")["State"]
        story["state"] = [state["Status"], state["ExitCode"]]
    return story


def printed(e, path):
    """exit code, and each stream's text"""
    code = e.raw("GET", path + "/json")["State"]["ExitCode"]
    out = demux(e.raw("GET", path + "/logs?stdout=1&stderr=1").body)
    return [code] + [[kind, text.decode("latin-1").split("\n")] for kind, text in out]


def refused(e, name, **config):
    """What should not be possible, or else has no effect that could be seen."""
    attempt(e, name, "true", **config)
