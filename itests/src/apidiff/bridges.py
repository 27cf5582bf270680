"""Options of bridge networks: what they may hold, and what of them containers see."""
from attempts import answered
from endpoints import on, sees
from networks import fixed

BRIDGE, DRIVER = "com.docker.network.bridge.", "com.docker.network.driver."
INSIDE = {"links": "ls /sys/class/net | sort", "mtu": "cat /sys/class/net/[!l]*/mtu"}


def do_bridge_options(e):
    """each option with values of several kinds"""
    flags = ("true", "false", "1", "0", "T", "", "purple")
    wishes = {BRIDGE + "enable_icc": flags, BRIDGE + "enable_ip_masquerade": flags, BRIDGE + "host_binding_ipv4": ("127.0.0.1", "0.0.0.0", "", "purple", "::1", "192.0.2.7"), BRIDGE + "name": ("apidiff-br", "", "a" * 15, "a" * 16, "a b", "a/b", "lo"),
              DRIVER + "mtu": ("1400", "68", "0", "-1", "", "purple", "70000"), "com.docker.network.container_iface_prefix": ("foo", "", "foo1"), "com.docker.network.mine": ("x",), BRIDGE + "default_bridge": ("false",)}
    for key, values in wishes.items():
        for value in values:
            a = e.raw("POST", "/networks/create", {"Name": "apidiff-bo", "Options": {key: value}, "IPAM": fixed()})
            story = [answered(a)]
            if a.status == 201:
                story.append(e.raw("GET", "/networks/" + a["Id"]).json["Options"])
                i = on(e, "apidiff-bo", start=False)
                s = e.raw("POST", "/containers/%s/start" % i)
                story.append([s.status, sees(e, i, INSIDE) if s.status == 204 else None])
                e.raw("DELETE", "/containers/%s?force=1" % i)
                e.raw("DELETE", "/networks/" + a["Id"])
            e.note("%s=%s" % (key, value), story)


def do_bridge_prefix(e):
    """interfaces of several networks that name them"""
    for n, prefix in (("apidiff-bp1", "foo"), ("apidiff-bp2", "foo"), ("apidiff-bp3", "bar")):
        e.raw("POST", "/networks/create", {"Name": n, "Options": {"com.docker.network.container_iface_prefix": prefix}, "IPAM": fixed("100.64.%s.0/24" % n[-1])})
        e.later("DELETE", "/networks/" + n)
    i = on(e, "apidiff-bp1")
    for n in ("bridge", "apidiff-bp3", "apidiff-bp2"):
        e.raw("POST", "/networks/%s/connect" % n, {"Container": i})
        e.note("with " + n, sees(e, i, INSIDE)["links"])
    e.raw("POST", "/networks/apidiff-bp1/disconnect", {"Container": i})
    e.note("without the first", sees(e, i, INSIDE)["links"])


def do_bridge_reach(e):
    """who reaches whom: neighbours with and without ICC, other networks, the host, internal ones"""
    ping = lambda i, a: "reached" in sees(e, i, {"ping": "ping -c1 -w1 %s >/dev/null 2>&1 && echo reached" % a})["ping"]
    address = lambda i, n: e.raw("GET", "/containers/%s/json" % i).json["NetworkSettings"]["Networks"][n]["IPAddress"]
    nets = {"apidiff-r1": {}, "apidiff-r2": {"Options": {BRIDGE + "enable_icc": "false"}}, "apidiff-r3": {"Internal": True}}
    all_ = {}
    for k, (n, more) in enumerate(nets.items()):
        e.raw("POST", "/networks/create", dict(more, Name=n, IPAM=fixed("100.64.%d.0/24" % (k + 1))))
        e.later("DELETE", "/networks/" + n)
        all_[n] = [on(e, n), on(e, n)]
    for n, pair in all_.items():
        for m, other in all_.items():
            e.note("%s to %s" % (n, m), ping(pair[0], address(other[1], m)))
        for k in range(1, 4):
            e.note("%s to gateway %d" % (n, k), ping(pair[0], "100.64.%d.1" % k))
