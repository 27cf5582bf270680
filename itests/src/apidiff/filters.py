"""The filters of lists, in every form, and what is wrong with them."""
import json
import time
import urllib.parse

from scenarios import q

LIST = "/containers/json?all=1&"


def names(j):
    return sorted(n for x in j for n in x["Names"] if "apidiff-f" in n) if isinstance(j, list) else j


def some(e):
    """A few containers, each with something of its own; the first run and goes on, the second ended with 3, the third was never started."""
    a = e.container(["sleep", "300"], name="apidiff-f1", Labels={"f": "1", "u": "x=y", "e": ""}, ExposedPorts={"81/tcp": {}, "53/udp": {}}, Volumes={"/data": {}},
                    HostConfig={"PortBindings": {"81/tcp": [{"HostIp": "127.0.0.1", "HostPort": "18081"}]}, "Binds": ["apidiff-fv:/named", "/tmp:/host"]})
    e.later("DELETE", "/volumes/apidiff-fv")
    b = e.container(["sh", "-c", "exit 3"], name="apidiff-f2", Labels={"f": "2"}, Healthcheck={"Test": ["NONE"]})
    e.raw("POST", "/containers/%s/wait" % b)
    c = e.container(["true"], name="apidiff-f3", start=False, Labels={"f": "3"}, HostConfig={"NetworkMode": "none"}, Healthcheck={"Test": ["CMD", "true"]})
    d = e.container(["sleep", "300"], name="apidiff-f4", Labels={"f": "4"}, Healthcheck={"Test": ["CMD", "true"], "Interval": 100000000})
    time.sleep(1.5)
    e.raw("POST", "/containers/%s/pause" % d)
    return a, b, c, d


def do_container_filters(e):
    """each filter of the list with values that match, and that do not"""
    a, b, c, d = some(e)
    image = e.raw("GET", "/images/busybox:latest/json")["Id"]
    everything = {
        "label key": {"label": ["f"]}, "label value": {"label": ["f=1"]}, "label other value": {"label": ["f=9"]}, "label with equals": {"label": ["u=x=y"]}, "label empty": {"label": ["e="]}, "label key empty": {"label": ["e"]},
        "labels": {"label": ["f", "u"]}, "labels or": {"label": ["f=1", "f=2"]}, "label not": {"label!": ["f=1"]}, "label blank": {"label": [""]},
        "name": {"name": ["apidiff-f1"]}, "name part": {"name": ["diff-f"]}, "name regex": {"name": ["apidiff-f[12]$"]}, "name slash": {"name": ["/apidiff-f1"]}, "name anchored": {"name": ["^apidiff-f1$"]}, "name bad regex": {"name": ["apidiff-f["]},
        "names": {"name": ["apidiff-f1", "apidiff-f3"]}, "name case": {"name": ["APIDIFF-F1"]}, "name empty": {"name": [""], "label": ["f"]},
        "id": {"id": [a]}, "id short": {"id": [a[:12]]}, "id middle": {"id": [a[10:30]]}, "id tail": {"id": [a[40:]]}, "id none": {"id": ["zz"]}, "ids": {"id": [a, c]}, "id regex": {"id": ["^" + a[:8]]},
        "running": {"status": ["running"], "label": ["f"]}, "exited": {"status": ["exited"], "label": ["f"]}, "created": {"status": ["created"], "label": ["f"]}, "paused": {"status": ["paused"], "label": ["f"]}, "removing": {"status": ["removing"], "label": ["f"]},
        "dead": {"status": ["dead"], "label": ["f"]}, "restarting": {"status": ["restarting"], "label": ["f"]}, "two states": {"status": ["exited", "paused"], "label": ["f"]}, "status case": {"status": ["Running"]}, "status empty": {"status": [""]},
        "code 3": {"exited": ["3"], "label": ["f"]}, "code 0": {"exited": ["0"], "label": ["f"]}, "codes": {"exited": ["0", "3"], "label": ["f"]}, "code blank": {"exited": [""]}, "code minus": {"exited": ["-1"], "label": ["f"]}, "code float": {"exited": ["1.0"]},
        "ancestor": {"ancestor": ["busybox"], "label": ["f"]}, "ancestor tag": {"ancestor": ["busybox:latest"], "label": ["f"]}, "ancestor id": {"ancestor": [image], "label": ["f"]}, "ancestor short": {"ancestor": [image[7:19]], "label": ["f"]}, "ancestor digest": {"ancestor": ["busybox@" + image]},
        "ancestor none": {"ancestor": ["nosuch"], "label": ["f"]}, "ancestor bad": {"ancestor": ["UP:per:x"], "label": ["f"]}, "ancestors": {"ancestor": ["nosuch", "busybox"], "label": ["f"]},
        "before": {"before": ["apidiff-f3"], "label": ["f"]}, "before id": {"before": [c], "label": ["f"]}, "before none": {"before": ["nosuch"]}, "before blank": {"before": [""]},
        "since": {"since": ["apidiff-f2"], "label": ["f"]}, "since none": {"since": ["nosuch"]}, "between": {"since": ["apidiff-f1"], "before": ["apidiff-f4"], "label": ["f"]},
        "expose": {"expose": ["81"], "label": ["f"]}, "expose proto": {"expose": ["53/udp"], "label": ["f"]}, "expose wrong proto": {"expose": ["53/tcp"], "label": ["f"]}, "expose range": {"expose": ["50-60/udp"], "label": ["f"]}, "expose blank": {"expose": [""]}, "expose bad": {"expose": ["purple"]},
        "expose proto bad": {"expose": ["81/purple"]}, "expose reverse": {"expose": ["90-80"]}, "expose high": {"expose": ["70000"]}, "expose two": {"expose": ["81", "99"], "label": ["f"]},
        "publish": {"publish": ["18081"], "label": ["f"]}, "publish inner": {"publish": ["81"], "label": ["f"]}, "publish range": {"publish": ["18000-18100/tcp"], "label": ["f"]}, "publish none": {"publish": ["18082"], "label": ["f"]}, "publish bad": {"publish": ["x-y"]}, "publish half": {"publish": ["1-x"]},
        "none": {"health": ["none"], "label": ["f"]}, "starting": {"health": ["starting"], "label": ["f"]}, "healthy": {"health": ["healthy"], "label": ["f"]}, "unhealthy": {"health": ["unhealthy"], "label": ["f"]}, "health bad": {"health": ["purple"]}, "health two": {"health": ["none", "healthy"], "label": ["f"]},
        "isolation": {"isolation": ["default"], "label": ["f"]}, "isolation bad": {"isolation": ["purple"], "label": ["f"]}, "isolation empty": {"isolation": [""], "label": ["f"]},
        "task no": {"is-task": ["false"], "label": ["f"]}, "task yes": {"is-task": ["true"], "label": ["f"]}, "task 0": {"is-task": ["0"], "label": ["f"]}, "task bad": {"is-task": ["purple"]}, "task both": {"is-task": ["true", "false"], "label": ["f"]}, "task empty": {"is-task": [""]},
        "network": {"network": ["bridge"], "label": ["f"]}, "network none": {"network": ["none"], "label": ["f"]}, "network missing": {"network": ["nosuch"], "label": ["f"]}, "network part": {"network": ["bri"], "label": ["f"]},
        "volume": {"volume": ["apidiff-fv"], "label": ["f"]}, "volume target": {"volume": ["/data"], "label": ["f"]}, "volume host": {"volume": ["/tmp"], "label": ["f"]}, "volume named target": {"volume": ["/named"], "label": ["f"]}, "volume none": {"volume": ["nosuch"], "label": ["f"]}, "volume part": {"volume": ["apidiff-f"], "label": ["f"]},
        "volumes": {"volume": ["nosuch", "/data"], "label": ["f"]},
        "nothing": {}, "empty list": {"status": [], "label": ["f"]}, "empty names": {"name": [], "label": ["f"]}, "empty exited": {"exited": [], "label": ["f"]}, "empty is-task": {"is-task": [], "label": ["f"]}, "empty before": {"before": [], "label": ["f"]}, "empty ancestor": {"ancestor": [], "label": ["f"]}, "unknown": {"purple": ["x"]}, "unknown empty": {"purple": []}, "two unknown": {"purple": ["x"], "status": ["nosuch"]},
        "map": {"label": {"f=1": True}, "status": {"running": True}}, "map false": {"label": {"f=1": False}}, "map mixed": {"label": {"f=1": True, "f=2": False}},
        "list and map": {"label": ["f=1"], "status": {"running": True}}}
    for name, f in everything.items():
        e.call(name, "GET", LIST + q(filters=f), keep=names)
    nid = e.raw("GET", "/networks/bridge")["Id"]
    e.call("network id", "GET", LIST + q(filters={"network": [nid], "label": ["f"]}), keep=names)
    e.call("network short id", "GET", LIST + q(filters={"network": [nid[:12]], "label": ["f"]}), keep=names)


def do_list_parameters(e):
    """all, limit, size and the deprecated since and before of the query"""
    a, b, c, d = some(e)
    for p in ("", "all=0", "all=1", "all=true", "all=false", "all=purple", "limit=0", "limit=-1", "limit=3", "limit=2&all=1", "limit=x", "limit=1.5", "limit=", "size=1", "last=2", "n=2", "limit=2&all=0", "limit=3&status=x"):
        mine = lambda j: [n for x in j for n in x["Names"] if "apidiff-f" in n] if isinstance(j, list) else j
        e.call("list " + p, "GET", "/containers/json?" + p, keep=mine)
    e.call("limit of matching", "GET", "/containers/json?limit=1&" + q(filters={"label": ["f"]}), keep=lambda j: [n for x in j for n in x["Names"]])
    e.call("limit and running", "GET", "/containers/json?limit=2&" + q(filters={"status": ["running"], "label": ["f"]}), keep=lambda j: [n for x in j for n in x["Names"]])
    e.call("status shows all", "GET", "/containers/json?" + q(filters={"status": ["created"], "label": ["f"]}), keep=names)
    e.call("exited shows all", "GET", "/containers/json?" + q(filters={"exited": ["3"], "label": ["f"]}), keep=names)
    e.call("health shows running", "GET", "/containers/json?" + q(filters={"health": ["none"], "label": ["f"]}), keep=names)
    e.call("before shows running", "GET", "/containers/json?" + q(filters={"before": ["apidiff-f4"], "label": ["f"]}), keep=names)
    e.call("id shows running", "GET", "/containers/json?" + q(filters={"id": [b]}), keep=names)


FORMS = ("[]", "5", '"x"', "null", "{", "purple", '{"label":5}', '{"label":"x"}', '{"label":null}', '{"label":[5]}', '{"label":{"a":5}}', '{"label":{"a":null}}', '{"label":{}}', "true", '{"label":["a"]', '{"label":[null]}', '{"LABEL":["a"]}', '{"":["a"]}', "{}x", " {} ")


def do_filter_forms(e):
    """texts that are no filters, on every route that takes some"""
    for m, p in (("GET", "/containers/json"), ("POST", "/containers/prune"), ("GET", "/images/json"), ("POST", "/images/prune"), ("GET", "/volumes"), ("POST", "/volumes/prune"), ("GET", "/networks"), ("POST", "/networks/prune"), ("GET", "/events")):
        for f in FORMS:
            safe = {"": [""]} if p.endswith("prune") else None
            if p.endswith("prune") and f in ("null", '{"label":null}', '{"label":{}}', " {} "):
                continue
            more = "&since=1&until=2" if p == "/events" else ""
            e.call("%s %s" % (p, f), m, p + "?filters=" + urllib.parse.quote(f) + more, keep=lambda j: j if isinstance(j, dict) and "message" in j else "fine")
