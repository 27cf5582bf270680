"""Containers on networks: joining and leaving them in each state, with all that an endpoint may be asked to have, and what the container sees of it."""
import time

from apidiff import demux
from attempts import answered
from networks import fixed

NETS = {"apidiff-e1": "100.64.1.0/24", "apidiff-e2": "100.64.2.0/24", "apidiff-e3": "100.64.3.0/24"}
MORE = {"apidiff-e6": dict(EnableIPv6=True, IPAM={"Config": [{"Subnet": "100.64.6.0/24"}, {"Subnet": "fd00:64::/64"}]}), "apidiff-ei": dict(Internal=True, IPAM=fixed("100.64.9.0/24")), "apidiff-ed": {}}
# what a container sees, without what the tool takes for chance
LOOK = {"links": "ls /sys/class/net | sort", "addresses": "ip -o -4 addr | awk '$2!=\"lo\"{print $2,$4}' | grep -v 172 | sort", "addresses6": "ip -o -6 addr | awk '$2!=\"lo\"&&$4!~/^fe80/{print $2,$4}' | sort", "routes": "ip route | sort | sed 's/172[0-9.]*/IP/g'",
        "routes6": "ip -6 route | grep default | cut -d' ' -f1-5", "macs": "for i in /sys/class/net/eth*; do echo ${i##*/} $(tr : - < $i/address | grep -v ^02-42-ac-1); done"}


def networks(e, *names):
    """makes those of the names; without any, all of NETS"""
    for name in names or NETS:
        more = MORE.get(name) if name in MORE else dict(IPAM=fixed(NETS[name]))
        a = e.raw("POST", "/networks/create", dict(more, Name=name))
        if a.status != 201:
            raise RuntimeError("network: %s" % a.body)
        e.later("DELETE", "/networks/" + name)


def told(e, container):
    """what inspect shows of its networks, with addresses as they are"""
    out = {}
    for name, n in e.raw("GET", "/containers/%s/json" % container).json["NetworkSettings"]["Networks"].items():
        free = name == "bridge" or name == "apidiff-ed"
        shown = {k: v for k, v in n.items() if k not in ("NetworkID", "EndpointID")}
        shown["ids"] = [bool(n["NetworkID"]), bool(n["EndpointID"])]
        if not free:
            shown["MacAddress"] = shown["MacAddress"].replace(":", "-")
        out[name] = shown
    return out


def sees(e, container, look=None):
    """what each script prints inside, by lines"""
    look = look or LOOK
    x = e.raw("POST", "/containers/%s/exec" % container, {"AttachStdout": True, "AttachStderr": True, "Cmd": ["sh", "-c", "\necho ---\n".join(look.values())]})["Id"]
    parts = b"".join(text for _, text in demux(e.hijack("/exec/%s/start" % x, {})[2])).decode("latin-1").split("---\n")
    return {name: part.split("\n")[:-1] for name, part in zip(look, parts)}


def state(e, name, container, running=True):
    e.note(name + ", told", told(e, container))
    if running:
        e.note(name + ", seen", sees(e, container))


def connect(e, network, container, name=None, **config):
    a = e.raw("POST", "/networks/%s/connect" % network, dict({"Container": container}, **({"EndpointConfig": config} if config else {})))
    if name:
        e.note(name, answered(a))
    return a


def leave(e, network, container, name=None, **more):
    a = e.raw("POST", "/networks/%s/disconnect" % network, dict({"Container": container}, **more))
    if name:
        e.note(name, answered(a))
    return a


def on(e, network, name=None, start=True, endpoint=None, **config):
    """a container on a network"""
    more = {"NetworkingConfig": {"EndpointsConfig": {network: endpoint}}} if endpoint is not None else {}
    config = dict(config, HostConfig=dict(config.get("HostConfig", {}), NetworkMode=network))
    return e.container(["sleep", "300"], name, start, **config, **more)


def do_endpoint_numbers(e):
    """numbers of interfaces and the default route as networks come and go"""
    networks(e)
    i = on(e, "apidiff-e2", "apidiff-c")
    state(e, "one", i)
    for n in ("apidiff-e3", "apidiff-e1", "bridge"):
        connect(e, n, i, "connect " + n)
        state(e, "after " + n, i)
    for n in ("apidiff-e1", "apidiff-e2"):
        leave(e, n, i, "leave " + n)
        state(e, "without " + n, i)
    connect(e, "apidiff-e2", i, "again e2")
    connect(e, "apidiff-e1", i, "again e1")
    state(e, "both again", i)
    e.raw("POST", "/containers/%s/restart?t=0" % i)
    state(e, "restarted", i)
    for n in ("apidiff-e3", "bridge", "apidiff-e2", "apidiff-e1"):
        leave(e, n, i, "at last " + n)
        state(e, "at last without " + n, i)
    connect(e, "apidiff-e3", i, "alone e3")
    state(e, "alone e3", i)


def do_endpoint_gateways(e):
    """which of several networks the default routes go over: internal ones, ones of both families, and by name"""
    networks(e, "apidiff-e1", "apidiff-e2", "apidiff-e6", "apidiff-ei")
    for first in ("apidiff-ei", "apidiff-e6", "apidiff-e1"):
        i = on(e, first)
        state(e, first + " alone", i)
        for n in ("apidiff-ei", "apidiff-e2", "apidiff-e6", "apidiff-e1"):
            if n != first:
                connect(e, n, i, "%s and %s" % (first, n))
                state(e, "%s and then %s" % (first, n), i)
        for n in ("apidiff-e1", "apidiff-e6", "apidiff-e2"):
            leave(e, n, i, "%s less %s" % (first, n))
            state(e, "%s without %s" % (first, n), i)
        e.raw("DELETE", "/containers/%s?force=1" % i)


def do_endpoint_stopped(e):
    """joining and leaving while the container is created, or has ended"""
    networks(e)
    i = on(e, "apidiff-e1", "apidiff-c", start=False)
    connect(e, "apidiff-e2", i, "connect created")
    connect(e, "apidiff-e2", i, "connect created twice")
    connect(e, "nosuch", i, "connect created, missing network")
    state(e, "created", i, False)
    leave(e, "nosuch", i, "leave missing network")
    leave(e, "apidiff-e3", i, "leave another")
    state(e, "left", i, False)
    leave(e, "apidiff-e1", i, "leave the first")
    state(e, "without the first", i, False)
    e.call("start", "POST", "/containers/%s/start" % i)
    state(e, "started", i)
    e.raw("POST", "/containers/%s/stop?t=0" % i)
    state(e, "stopped", i, False)
    connect(e, "apidiff-e3", i, "connect stopped", Aliases=["x"])
    connect(e, "apidiff-e3", i, "connect stopped twice", Aliases=["y"])
    state(e, "stopped with", i, False)
    leave(e, "apidiff-e2", i, "leave stopped")
    e.call("start again", "POST", "/containers/%s/start" % i)
    state(e, "started again", i)
    e.raw("POST", "/containers/%s/pause" % i)
    connect(e, "apidiff-e2", i, "connect paused")
    leave(e, "apidiff-e3", i, "leave paused")
    e.raw("POST", "/containers/%s/unpause" % i)
    state(e, "paused meanwhile", i)


def do_endpoint_missing_network(e):
    """a network that goes away between a container's creation and its start, and comes again"""
    networks(e, "apidiff-e1")
    i = on(e, "apidiff-e1", start=False)
    e.raw("DELETE", "/networks/apidiff-e1")
    e.call("start without", "POST", "/containers/%s/start" % i)
    e.note("state", [e.raw("GET", "/containers/%s/json" % i).json["State"][k] for k in ("Status", "ExitCode", "Error")])
    networks(e, "apidiff-e1")
    e.call("start with", "POST", "/containers/%s/start" % i)
    state(e, "started", i)
    j = on(e, "apidiff-e1", start=False)
    connect(e, "nosuch", j, "join what is not there")
    e.note("start on what is not there", [answered(e.raw("POST", "/containers/%s/start" % j))[0]])
    state(e, "not started", j, False)


def do_endpoint_refusals(e):
    """joining and leaving what cannot be"""
    networks(e)
    i = on(e, "apidiff-e1", "apidiff-c")
    host, none = on(e, "host", "apidiff-host"), on(e, "none", "apidiff-none")
    peer = on(e, "container:apidiff-c", "apidiff-peer")
    gone = on(e, "apidiff-e1", "apidiff-off", start=False)
    shared = on(e, "container:apidiff-c", "apidiff-peeroff", start=False)
    for container in ("apidiff-c", "apidiff-host", "apidiff-none", "apidiff-peer", "apidiff-off", "apidiff-peeroff", "nosuch", ""):
        for network in ("apidiff-e1", "apidiff-e2", "bridge", "host", "none", "nosuch", "default"):
            connect(e, network, container, "%s on %s" % (container, network))
            state(e, "%s on %s" % (container, network), container, False) if container not in ("nosuch", "") else None
            for force in (False, True):
                leave(e, network, container, "%s off %s, %s" % (container, network, force), Force=force)
    for field, value in {"full id": i, "short id": i[:12], "part": i[:3]}.items():
        connect(e, "apidiff-e3", value, field)
        leave(e, "apidiff-e3", value, field + " off")
    del host, none, peer, gone, shared


NAMES = {"empty": {}, "aliases": {"Aliases": ["web", "db"]}, "alias twice": {"Aliases": ["web", "web"]}, "alias blank": {"Aliases": [""]}, "options": {"DriverOpts": {"a": "b"}}, "options empty": {"DriverOpts": {}}, "links": {"Links": ["apidiff-peer:p"]}, "links missing": {"Links": ["nosuch:p"]}}
ADDRESSES = {"ip": {"IPv4Address": "100.64.1.77"}, "ip of the other": {"IPv4Address": "100.64.6.77"}, "ip outside": {"IPv4Address": "100.65.1.77"}, "ip gateway": {"IPv4Address": "100.64.1.1"}, "ip base": {"IPv4Address": "100.64.1.0"},
             "ip broadcast": {"IPv4Address": "100.64.1.255"}, "ip empty": {"IPv4Address": ""}, "six": {"IPv6Address": "fd00:64::77"}, "six outside": {"IPv6Address": "fd01:64::77"}, "both": {"IPv4Address": "100.64.6.78", "IPv6Address": "fd00:64::78"},
             "nothing": {}, "local": {"LinkLocalIPs": ["169.254.34.68"]}, "locals": {"LinkLocalIPs": ["169.254.34.68", "fe80::3468"]}, "local other": {"LinkLocalIPs": ["100.99.0.1"]}}
MACS = {"mac": "02:42:64:40:01:99", "mac upper": "02:42:AC:40:01:9F", "mac empty": ""}


def wished(e, networks_, wishes):
    """an endpoint's wishes, of a container that runs and of one that does not"""
    for name, wish in wishes.items():
        for network in networks_:
            i = on(e, "apidiff-e2")
            a = connect(e, network, i, **wish)
            story = [answered(a)]  # dockerd keeps of a join that failed what was wished
            if a.status == 200:
                story += [told(e, i).get(network), sees(e, i, {"addresses": "ip -o addr | awk '$2==\"eth1\"{print $4,$6}' | grep -v ^fe80:.*:.*:.*: | grep -v ^172"})]
            e.raw("DELETE", "/containers/%s?force=1" % i)
            e.note("%s on %s, running" % (name, network), story)
            i = on(e, "apidiff-e2", start=False)
            story = [answered(connect(e, network, i, **wish)), told(e, i).get(network)]
            a = e.raw("POST", "/containers/%s/start" % i)
            story += [answered(a), told(e, i).get(network) if a.status == 204 else None]
            e.raw("DELETE", "/containers/%s?force=1" % i)
            e.note("%s on %s, created" % (name, network), story)


def do_endpoint_names(e):
    """aliases, links, options and what a client cannot wish for, of endpoints"""
    networks(e, "apidiff-e1", "apidiff-e2")
    peer = on(e, "apidiff-e1", "apidiff-peer")
    connect(e, "apidiff-e2", peer)
    wished(e, ("apidiff-e1", "bridge"), NAMES)


def do_endpoint_macs(e):
    """link-layer addresses of endpoints"""
    networks(e, "apidiff-e1", "apidiff-e2")
    wished(e, ("apidiff-e1",), {name: {"MacAddress": mac} for name, mac in MACS.items()})


def do_endpoint_addresses(e):
    """addresses of endpoints, on networks of one and of both families"""
    networks(e, "apidiff-e1", "apidiff-e2", "apidiff-e6")
    wished(e, ("apidiff-e1", "apidiff-e6"), {name: {"IPAMConfig": wish} for name, wish in ADDRESSES.items()})


def do_endpoint_addresses_elsewhere(e):
    """addresses of endpoints, where no subnet was asked for"""
    networks(e, "apidiff-e2", "apidiff-ed")
    wished(e, ("apidiff-ed", "bridge"), {name: {"IPAMConfig": wish} for name, wish in ADDRESSES.items() if name in ("ip", "six", "nothing", "local")})


def do_endpoint_of_creation(e):
    """the same at a container's creation"""
    networks(e, "apidiff-e1", "apidiff-e6")
    for name, wish in {"none": None, "empty": {}, "aliases": {"Aliases": ["web"]}, "mac": {"MacAddress": "02:42:64:40:01:99"}, "ip": {"IPAMConfig": {"IPv4Address": "100.64.1.77"}}, "ip outside": {"IPAMConfig": {"IPv4Address": "100.65.1.77"}}, "gateway": {"IPAMConfig": {"IPv4Address": "100.64.1.1"}},
                       "six": {"IPAMConfig": {"IPv6Address": "fd00:64::77"}}, "local": {"IPAMConfig": {"LinkLocalIPs": ["169.254.34.68", "fe80::3468"]}}, "options": {"DriverOpts": {"a": "b"}}, "links": {"Links": ["nosuch:p"]}}.items():
        body = {"Image": "busybox:latest", "Cmd": ["sleep", "300"], "HostConfig": {"NetworkMode": "apidiff-e1"}, "NetworkingConfig": {"EndpointsConfig": {"apidiff-e1": wish}}}
        a = e.raw("POST", "/containers/create", body)
        story = [answered(a)]
        if a.status == 201:
            started = e.raw("POST", "/containers/%s/start" % a["Id"])
            story += [answered(started), told(e, a["Id"]) if started.status == 204 else None]
            e.raw("DELETE", "/containers/%s?force=1" % a["Id"])
        e.note(name, story)
    for name, networks_ in {"two": ["apidiff-e1", "apidiff-e6"], "another": ["apidiff-e6"], "missing": ["nosuch"], "id": [e.raw("GET", "/networks/apidiff-e1")["Id"]], "short id": [e.raw("GET", "/networks/apidiff-e1")["Id"][:12]]}.items():
        body = {"Image": "busybox:latest", "Cmd": ["sleep", "300"], "HostConfig": {"NetworkMode": "apidiff-e1"}, "NetworkingConfig": {"EndpointsConfig": {n: {} for n in networks_}}}
        a = e.raw("POST", "/containers/create", body)
        story = [answered(a)]
        if a.status == 201:
            story += [sorted(told(e, a["Id"])), answered(e.raw("POST", "/containers/%s/start" % a["Id"])), sorted(told(e, a["Id"]))]
            e.raw("DELETE", "/containers/%s?force=1" % a["Id"])
        e.note("endpoints " + name, story)
    nid = e.raw("GET", "/networks/apidiff-e1")["Id"]
    for name, mode in {"id": nid, "short id": nid[:12], "shorter": nid[:4]}.items():
        a = e.raw("POST", "/containers/create", {"Image": "busybox:latest", "Cmd": ["sleep", "300"], "HostConfig": {"NetworkMode": mode}})
        story = [answered(a)]
        if a.status == 201:
            story += [sorted(told(e, a["Id"])), answered(e.raw("POST", "/containers/%s/start" % a["Id"])), sorted(told(e, a["Id"]))]
            e.raw("DELETE", "/containers/%s?force=1" % a["Id"])
        e.note("mode by " + name, story)


def do_endpoint_members(e):
    """what a network tells of its members"""
    networks(e, "apidiff-e6")
    members = lambda j: sorted([[m["Name"], m["IPv4Address"], m["IPv6Address"], m["MacAddress"].replace(":", "-"), sorted(m)] for m in j["Containers"].values()])
    i = on(e, "apidiff-e6", "apidiff-m1", endpoint={"IPAMConfig": {"IPv4Address": "100.64.6.40"}})
    on(e, "apidiff-e6", "apidiff-m2")
    on(e, "apidiff-e6", "apidiff-m3", start=False)
    e.call("members", "GET", "/networks/apidiff-e6", keep=members)
    e.call("verbose", "GET", "/networks/apidiff-e6?verbose=1", keep=members)
    e.raw("POST", "/containers/%s/rename?name=apidiff-m9" % i)
    e.call("renamed", "GET", "/networks/apidiff-e6", keep=members)
    e.raw("POST", "/containers/%s/pause" % i)
    e.call("paused", "GET", "/networks/apidiff-e6", keep=members)
    e.raw("POST", "/containers/%s/unpause" % i)
    e.raw("POST", "/containers/%s/stop?t=0" % i)
    time.sleep(0.2)
    e.call("stopped", "GET", "/networks/apidiff-e6", keep=members)
