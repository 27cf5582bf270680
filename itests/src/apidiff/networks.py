"""Networks as such: how they are made, found, listed, told of and removed. Their subnets lie in 100.64.0.0/10, which the tool compares as it is."""
import re
import time

from attempts import answered
from events import Watch, told
from scenarios import q

SUBNET, OTHER = "100.64.1.0/24", "100.64.2.0/24"
SHOWN = ("Name", "Scope", "Driver", "EnableIPv6", "IPAM", "Internal", "Attachable", "Ingress", "ConfigFrom", "ConfigOnly", "Options", "Labels")


def made(e, name, keep=SHOWN, **fields):
    """notes what the answer to a wish for a network is, and what inspect shows then; the network is removed at once"""
    a = e.raw("POST", "/networks/create", fields)
    story = [answered(a)]
    if a.status == 201:
        story.append(sorted(a.json))
        j = e.raw("GET", "/networks/" + a["Id"]).json
        story.append({k: j[k] for k in keep})
        story.append(answered(e.raw("DELETE", "/networks/" + a["Id"])))
    e.note(name, story)


def fixed(subnet=SUBNET, **more):
    return {"Driver": "default", "Config": [dict({"Subnet": subnet}, **more)]}


def do_network_create_fields(e):
    """every field of the request, with what it may hold and what not"""
    wishes = {
        "plain": {}, "driver": {"Driver": "bridge"}, "driver empty": {"Driver": ""}, "driver missing": {"Driver": "nosuch"}, "driver overlay": {"Driver": "overlay"}, "driver host": {"Driver": "host"}, "driver null": {"Driver": "null"}, "driver none": {"Driver": "none"},
        "driver default": {"Driver": "default"}, "driver case": {"Driver": "Bridge"}, "internal": {"Internal": True}, "attachable": {"Attachable": True}, "ingress": {"Ingress": True}, "ingress bridge": {"Ingress": True, "Driver": "bridge"}, "ingress overlay": {"Ingress": True, "Driver": "overlay"}, "check": {"CheckDuplicate": True},
        "labels": {"Labels": {"a": "b", "": "x", "c": ""}}, "labels null": {"Labels": None}, "options": {"Options": {"com.docker.network.driver.mtu": "1400", "mine": "yours"}}, "options null": {"Options": None}, "scope local": {"Scope": "local"}, "scope swarm": {"Scope": "swarm"}, "scope global": {"Scope": "global"},
        "scope else": {"Scope": "purple"}, "scope global of nobody": {"Scope": "global", "Driver": "nosuch"}, "scope swarm of nobody": {"Scope": "swarm", "Driver": "nosuch"}, "config only": {"ConfigOnly": True}, "config from": {"ConfigFrom": {"Network": "nosuch"}}, "config from empty": {"ConfigFrom": {"Network": ""}}, "config only, driver": {"ConfigOnly": True, "Driver": "bridge"}, "id given": {"Id": "x"}, "unknown": {"Purple": 1},
        "ipam empty": {"IPAM": {}}, "ipam driver": {"IPAM": {"Driver": "default", "Config": [{"Subnet": SUBNET}]}}, "ipam driver empty": {"IPAM": {"Driver": "", "Config": [{"Subnet": SUBNET}]}}, "ipam driver null": {"IPAM": {"Driver": "null"}}, "ipam driver missing": {"IPAM": {"Driver": "nosuch"}},
        "ipam options": {"IPAM": {"Driver": "default", "Options": {"a": "b"}, "Config": [{"Subnet": SUBNET}]}}, "ipam options empty": {"IPAM": {"Options": {}, "Config": [{"Subnet": SUBNET}]}}, "ipam config null": {"IPAM": {"Driver": "default", "Config": None, "Options": None}}}
    for name, wish in wishes.items():
        if "IPAM" not in wish and not wish.get("Ingress"):
            wish = dict(wish, IPAM=fixed())
        made(e, name, Name="apidiff-net", **wish)


def do_network_names(e):
    """names that are, and that are not"""
    for name in ("a", "A", "apidiff.net", "apidiff-net_1", "-apidiff", ".apidiff", "_apidiff", "a b", " a", "a ", "a/b", "a:b", "ä", "a" * 200, "", " ", "\t", "\n", "bridge", "host", "none", "default", "Bridge", "container", "container:x", "ingress", "docker_gwbridge", "nosuch", "*", "a%b", "0", "null"):
        made(e, repr(name[:20]), keep=("Name",), Name=name, IPAM=fixed())
    for name, value in {"number": 7, "null": None, "list": [], "map": {}}.items():
        made(e, name, keep=("Name",), Name=value, IPAM=fixed())


def do_network_references(e):
    """a name, an id, its beginning, and names that look like one"""
    a = e.raw("POST", "/networks/create", {"Name": "apidiff-ref", "IPAM": fixed()})["Id"]
    e.later("DELETE", "/networks/apidiff-ref")
    b = e.raw("POST", "/networks/create", {"Name": a[:12], "IPAM": fixed(OTHER)})
    e.note("a name that begins another's id", answered(b))
    e.later("DELETE", "/networks/" + str(b.json.get("Id")))
    e.note("which one", [e.raw("GET", "/networks/" + r).json.get("Id") == a for r in (a, a[:12], a[:11], a[:3], "apidiff-ref")])
    c = e.raw("POST", "/networks/create", {"Name": a, "IPAM": fixed("100.64.3.0/24")})
    e.note("a name that is another's id", answered(c))
    e.later("DELETE", "/networks/" + str(c.json.get("Id")))
    e.note("which one then", [e.raw("GET", "/networks/" + r).json.get("Id") == a for r in (a, a[:12], a[:11], "apidiff-ref")])
    for name, ref in {"part of a name": "apidiff-re", "other case": "APIDIFF-REF", "blank": "%20", "slash": "a/b", "encoded": "apidiff%2Dref"}.items():
        x = e.raw("GET", "/networks/" + ref)
        e.note(name, [x.status, x.json.get("Name") if x.status == 200 else x.json])
    for n in range(17):
        e.raw("POST", "/networks/create", {"Name": "apidiff-amb%d" % n, "IPAM": fixed("100.64.%d.0/24" % (40 + n))})
        e.later("DELETE", "/networks/apidiff-amb%d" % n)
    begins = [n["Id"][0] for n in e.raw("GET", "/networks").json]
    twice = next(d for d in begins if begins.count(d) > 1)
    for method, path, body in (("GET", "", None), ("DELETE", "", None), ("POST", "/connect", {"Container": "nosuch"}), ("POST", "/disconnect", {"Container": "nosuch"})):
        a = e.raw(method, "/networks/" + twice + path, body)
        e.note("ambiguous %s %s" % (method, path), [a.status, re.sub(r"\d+ matches", "n matches", re.sub("network . ", "network x ", a.json["message"]))])


def do_network_inspect_queries(e):
    """verbose and scope"""
    e.raw("POST", "/networks/create", {"Name": "apidiff-insp", "IPAM": fixed()})
    e.later("DELETE", "/networks/apidiff-insp")
    for query in ("verbose=true", "verbose=1", "verbose=0", "verbose=false", "verbose=", "verbose=purple", "verbose=T", "scope=local", "scope=swarm", "scope=global", "scope=", "scope=purple", "verbose=true&scope=local", "verbose=true&scope=swarm", "verbose=purple&scope=swarm"):
        e.call(query, "GET", "/networks/apidiff-insp?" + query)
    e.call("missing, scope", "GET", "/networks/nosuch?scope=local")
    e.call("missing, verbose", "GET", "/networks/nosuch?verbose=purple")
    for name in ("bridge", "host", "none"):
        e.call("verbose " + name, "GET", "/networks/%s?verbose=true" % name, keep=lambda j: [sorted(j), j["Driver"], j["Scope"], j["Containers"], j["Labels"], j["IPAM"]["Driver"], j["IPAM"]["Options"], j["ConfigFrom"]])
    e.call("host", "GET", "/networks/host")
    e.call("none", "GET", "/networks/none")


def do_network_duplicates(e):
    """a second network of a name"""
    first = e.raw("POST", "/networks/create", {"Name": "apidiff-dup", "IPAM": fixed()})
    e.later("DELETE", "/networks/apidiff-dup")
    e.note("first", answered(first))
    for check in (True, False, None):
        a = e.raw("POST", "/networks/create", {"Name": "apidiff-dup", "CheckDuplicate": check, "IPAM": fixed(OTHER)})
        e.note("again, %s" % check, answered(a))
        if a.status == 201:
            e.raw("DELETE", "/networks/" + a["Id"])
    e.note("again by id", answered(e.raw("POST", "/networks/create", {"Name": first["Id"][:12], "CheckDuplicate": True, "IPAM": fixed(OTHER)})))
    e.raw("DELETE", "/networks/" + first["Id"][:12] + "?")
    for name in ("bridge", "host", "none", "default"):
        e.call("predefined " + name, "POST", "/networks/create", {"Name": name, "CheckDuplicate": True})


def do_network_lists(e):
    """each filter alone and together, with what it may hold"""
    ids = {}
    for name, more in {"apidiff-l1": {"Labels": {"a": "1", "b": ""}, "IPAM": fixed()}, "apidiff-l2": {"Labels": {"a": "2"}, "Internal": True, "IPAM": fixed(OTHER)}, "apidiff-l3": {"IPAM": fixed("100.64.3.0/24")}}.items():
        ids[name] = e.raw("POST", "/networks/create", dict(more, Name=name))["Id"]
        e.later("DELETE", "/networks/" + name)
    e.container(["sleep", "300"], HostConfig={"NetworkMode": "apidiff-l3"})
    names = lambda j: sorted(n["Name"] for n in j) if isinstance(j, list) else j
    one = ids["apidiff-l1"]
    for name, f in {
            "id": {"id": [one]}, "id short": {"id": [one[:12]]}, "id middle": {"id": [one[8:24]]}, "id none": {"id": ["zzz"]}, "id empty": {"id": [""]}, "ids": {"id": [one, ids["apidiff-l2"]]}, "name": {"name": ["apidiff-l1"]}, "name part": {"name": ["diff-l"]}, "name regex": {"name": ["^apidiff-l[12]$"]},
            "name bad regex": {"name": ["["]}, "name none": {"name": ["purple"]}, "name empty": {"name": [""]}, "names": {"name": ["l1", "l2"]}, "name case": {"name": ["APIDIFF"]}, "driver": {"driver": ["bridge"]}, "driver null": {"driver": ["null"]}, "driver part": {"driver": ["brid"]}, "drivers": {"driver": ["host", "null"]},
            "driver none": {"driver": ["purple"]}, "label": {"label": ["a"]}, "label value": {"label": ["a=1"]}, "label other": {"label": ["a=9"]}, "label empty value": {"label": ["b="]}, "label not": {"label!": ["a=1"]}, "labels": {"label": ["a", "b"]}, "scope": {"scope": ["local"]}, "scope swarm": {"scope": ["swarm"]},
            "scope global": {"scope": ["global"]}, "scope bad": {"scope": ["purple"]}, "scopes": {"scope": ["swarm", "local"]}, "type custom": {"type": ["custom"]}, "type builtin": {"type": ["builtin"]}, "type both": {"type": ["custom", "builtin"]}, "type bad": {"type": ["purple"]}, "type bad too": {"type": ["custom", "purple"]}, "type empty": {"type": [""]},
            "dangling": {"dangling": ["true"]}, "dangling not": {"dangling": ["false"]}, "dangling 1": {"dangling": ["1"]}, "dangling 0": {"dangling": ["0"]}, "dangling bad": {"dangling": ["purple"]}, "dangling T": {"dangling": ["T"]}, "dangling both": {"dangling": ["true", "false"]}, "dangling empty": {"dangling": []},
            "dangling of names": {"dangling": ["true"], "name": ["apidiff-l3"]}, "driver and name": {"driver": ["bridge"], "name": ["l1"]}, "type and driver": {"type": ["builtin"], "driver": ["bridge"]}, "label and type": {"label": ["a"], "type": ["builtin"]}, "unknown": {"purple": ["x"]}, "until": {"until": ["1h"]}, "nothing": {},
            "map": {"name": {"apidiff-l1": True}}, "map false": {"name": {"apidiff-l1": False}}}.items():
        e.call(name, "GET", "/networks?" + q(filters=f), keep=names)
    e.call("no filters", "GET", "/networks?filters=", keep=names)
    e.call("an element", "GET", "/networks?" + q(filters={"name": ["apidiff-l2"]}))
    e.call("with a container", "GET", "/networks?" + q(filters={"name": ["apidiff-l3"]}), keep=lambda j: [sorted(j[0]), j[0]["Containers"]])
    e.call("slash", "GET", "/networks/", keep=names)


def do_network_removal(e):
    """what may be removed and what not"""
    n = e.raw("POST", "/networks/create", {"Name": "apidiff-rm", "IPAM": fixed()})["Id"]
    e.later("DELETE", "/networks/apidiff-rm")
    i = e.container(["sleep", "300"], name="apidiff-rmc", start=False, HostConfig={"NetworkMode": "apidiff-rm"})
    e.raw("POST", "/containers/%s/start" % i)
    e.call("in use", "DELETE", "/networks/apidiff-rm")
    e.call("in use by id", "DELETE", "/networks/" + n[:12])
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    e.call("used by none that runs", "DELETE", "/networks/apidiff-rm")
    e.call("again", "DELETE", "/networks/apidiff-rm")
    e.call("start without it", "POST", "/containers/%s/start" % i)
    e.call("of it then", "GET", "/containers/%s/json" % i, keep=lambda j: [j["State"]["Status"], j["State"]["ExitCode"], sorted(j["NetworkSettings"]["Networks"])])
    e.raw("POST", "/networks/create", {"Name": "apidiff-rm", "IPAM": fixed()})
    e.call("start with another of its name", "POST", "/containers/%s/start" % i)
    for name in ("bridge", "host", "none", "nosuch", "default"):
        e.call("remove " + name, "DELETE", "/networks/" + name)


def do_network_prune(e):
    """what prune takes away"""
    def some():
        for n, labels in enumerate(({"p": "1"}, {"p": "2", "keep": ""}, {"p": "3"})):
            e.raw("POST", "/networks/create", {"Name": "apidiff-pr%d" % n, "Labels": labels, "IPAM": fixed("100.64.%d.0/24" % n)})
            e.later("DELETE", "/networks/apidiff-pr%d" % n)
    order = lambda j: sorted(j["NetworksDeleted"] or []) if "NetworksDeleted" in j else j
    some()
    i = e.container(["sleep", "300"], HostConfig={"NetworkMode": "apidiff-pr2"})
    for name, f in {"no label": {"label": ["nosuch"]}, "label value": {"label": ["p=1"]}, "label not": {"label": ["p"], "label!": ["keep"]}, "until past": {"until": ["10h"], "label": ["p"]}, "until stamp": {"until": ["2010-01-01"], "label": ["p"]}, "until number": {"until": ["1000000"], "label": ["p"]}, "until bad": {"until": ["purple"]},
                    "until two": {"until": ["1h", "2h"]}, "until empty": {"until": [""]}, "unknown": {"purple": ["x"]}, "dangling": {"dangling": ["true"]}, "name": {"name": ["apidiff-pr1"]}, "label of all": {"label": ["p"]}}.items():
        some()
        time.sleep(0.01)
        e.call(name, "POST", "/networks/prune?" + q(filters=f), keep=order)
    some()
    w = Watch(e, type=["network"])
    e.call("everything", "POST", "/networks/prune", keep=order)
    w("told", sort=True)
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    e.call("the last", "POST", "/networks/prune", keep=order)
    e.call("nothing", "POST", "/networks/prune")


def do_network_events(e):
    """what each action tells, also of those that are refused"""
    w = Watch(e)
    mine = lambda d: told([x for x in (d if isinstance(d, list) else [d]) if x and x["Type"] == "network"])
    e.raw("POST", "/networks/create", {"Name": "apidiff-nev", "Driver": "bridge", "Internal": True, "Labels": {"a": "b"}, "IPAM": fixed()})
    e.later("DELETE", "/networks/apidiff-nev")
    w("create", keep=mine)
    e.raw("POST", "/networks/create", {"Name": "apidiff-nev", "CheckDuplicate": True})
    e.raw("POST", "/networks/create", {"Name": "apidiff-nev2", "Driver": "nosuch"})
    e.raw("POST", "/networks/create", {"Name": "apidiff-nev2", "IPAM": fixed(SUBNET)})
    w("create refused", keep=mine)
    i = e.container(["sleep", "300"], name="apidiff-nevc", start=False)
    w("container created", keep=mine)
    e.raw("POST", "/networks/apidiff-nev/connect", {"Container": i})
    w("connect stopped", keep=mine)
    e.raw("POST", "/networks/apidiff-nev/disconnect", {"Container": i})
    w("disconnect stopped", keep=mine)
    e.raw("POST", "/networks/apidiff-nev/connect", {"Container": i})
    e.raw("POST", "/containers/%s/start" % i)
    w("start", keep=lambda d: sorted(mine(d), key=str))
    e.raw("POST", "/networks/apidiff-nev/connect", {"Container": i})
    e.raw("DELETE", "/networks/apidiff-nev")
    w("refused", keep=mine)
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    time.sleep(0.3)
    w("kill", keep=lambda d: sorted(mine(d), key=str))
    e.raw("DELETE", "/containers/" + i)
    w("container removed", keep=mine)
    e.raw("DELETE", "/networks/apidiff-nev")
    w("destroy", keep=mine)


def do_network_bodies(e):
    """bodies that are none, of every call"""
    e.raw("POST", "/networks/create", {"Name": "apidiff-bod", "IPAM": fixed()})
    e.later("DELETE", "/networks/apidiff-bod")
    kinds = {"text": "purple", "number": 7, "true": True, "list": ["x"], "map": {"a": "b"}, "deep": {"a": {"b": 1}}, "null": None}
    for field in ("Name", "CheckDuplicate", "Driver", "Scope", "EnableIPv6", "IPAM", "Internal", "Attachable", "Ingress", "ConfigOnly", "ConfigFrom", "Options", "Labels"):
        for kind, value in kinds.items():
            a = e.raw("POST", "/networks/create", dict({"Name": "apidiff-bod2", "IPAM": fixed(OTHER)}, **{field: value}))
            e.note("%s, %s" % (field, kind), answered(a))
            if a.status == 201:
                e.raw("DELETE", "/networks/" + a["Id"])
    lost = 0  # dockerd keeps the subnet of some networks that it refuses
    for field in ("Subnet", "IPRange", "Gateway", "AuxiliaryAddresses"):
        for kind, value in kinds.items():
            lost += 1
            a = e.raw("POST", "/networks/create", {"Name": "apidiff-bod2", "IPAM": {"Config": [{"Subnet": "100.65.%d.0/24" % lost, field: value}]}})
            e.note("%s, %s" % (field, kind), answered(a))
            if a.status == 201:
                e.raw("DELETE", "/networks/" + a["Id"])
    for call in ("connect", "disconnect"):
        for kind, value in kinds.items():
            e.note("%s, Container, %s" % (call, kind), answered(e.raw("POST", "/networks/apidiff-bod/" + call, {"Container": value})))
        for field in ("EndpointConfig", "Force"):
            for kind, value in kinds.items():
                e.note("%s, %s, %s" % (call, field, kind), answered(e.raw("POST", "/networks/apidiff-bod/" + call, {"Container": "nosuch", field: value})))
        for body in (b"", b"{", b"[]", b"null", b"5", b'"x"', b"{}"):
            e.note("%s, body %s" % (call, body.decode()), answered(e.raw("POST", "/networks/apidiff-bod/" + call, body, {"Content-Type": "application/json"})))
            e.note("%s, body %s, no network" % (call, body.decode()), answered(e.raw("POST", "/networks/nosuch/" + call, body, {"Content-Type": "application/json"})))
    for body in (b"", b"{", b"[]", b"null", b"5", b'"x"', b"{}"):
        e.note("create, body " + body.decode(), answered(e.raw("POST", "/networks/create", body, {"Content-Type": "application/json"})))
