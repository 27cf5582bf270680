"""Subnets and addresses of networks: what may be asked for, what is chosen, and what is in whose way."""
from attempts import answered
from endpoints import connect, leave, on, sees, told
from scenarios import q


class Nets:
    """Networks of their own numbers: dockerd keeps the subnets of some that it refuses, so none is used twice"""

    def __init__(self, e):
        self.e, self.count = e, 0

    def subnet(self):
        self.count += 1
        return "100.70.%d." % self.count

    def make(self, name, pools, keep=True, **more):
        """notes the answer, and what is shown; P in a pool stands for its own three numbers"""
        own = self.subnet()
        a = self.e.raw("POST", "/networks/create", dict({"Name": "apidiff-a", "IPAM": {"Config": put(pools, own)}}, **more))
        story = [answered(a)]
        if a.status == 201:
            story.append(self.e.raw("GET", "/networks/" + a["Id"]).json["IPAM"])
            i = on(self.e, a["Id"], start=False)
            story.append(self.e.raw("POST", "/containers/%s/start" % i).status)
            t = told(self.e, i)["apidiff-a"]
            story.append({k: t[k] for k in ("IPAddress", "IPPrefixLen", "Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen", "IPv6Gateway")})
            self.e.raw("DELETE", "/containers/%s?force=1" % i)
            self.e.raw("DELETE", "/networks/" + a["Id"])
        self.e.note(name, story)


def put(value, own):
    if isinstance(value, str):
        return value.replace("P.", own)
    if isinstance(value, dict):
        return {k: put(v, own) for k, v in value.items()}
    return [put(v, own) for v in value] if isinstance(value, list) else value


def do_address_pools(e):
    """each field of a pool, right and wrong"""
    nets = Nets(e)
    one = {
        "plain": {}, "host bits": {"Subnet": "P.77/24"}, "small": {"Subnet": "P.0/30"}, "smaller": {"Subnet": "P.0/31"}, "one": {"Subnet": "P.0/32"}, "none": {"Subnet": ""}, "bad": {"Subnet": "purple"}, "no length": {"Subnet": "P.0"}, "long": {"Subnet": "P.0/33"}, "short": {"Subnet": "100.80.0.0/12"}, "zero": {"Subnet": "0.0.0.0/0"},
        "multicast": {"Subnet": "224.1.2.0/24"}, "link local": {"Subnet": "169.254.7.0/24"}, "leading zero": {"Subnet": "100.070.1.0/24"}, "blank": {"Subnet": " P.0/24"},
        "range": {"IPRange": "P.64/26"}, "range host bits": {"IPRange": "P.77/26"}, "range whole": {"IPRange": "P.0/24"}, "range of one": {"IPRange": "P.9/32"}, "range outside": {"IPRange": "100.71.0.0/25"}, "range wider": {"IPRange": "100.70.0.0/16"}, "range bad": {"IPRange": "purple"}, "range no length": {"IPRange": "P.64"}, "range empty": {"IPRange": ""},
        "range of six": {"IPRange": "fd00::/64"}, "range at gateway": {"IPRange": "P.0/30"}, "gateway": {"Gateway": "P.254"}, "gateway in range": {"IPRange": "P.64/26", "Gateway": "P.65"}, "gateway out of range": {"IPRange": "P.64/26", "Gateway": "P.1"}, "gateway outside": {"Gateway": "100.71.0.1"}, "gateway base": {"Gateway": "P.0"}, "gateway broadcast": {"Gateway": "P.255"},
        "gateway bad": {"Gateway": "purple"}, "gateway length": {"Gateway": "P.1/24"}, "gateway of six": {"Gateway": "fd00::1"}, "gateway empty": {"Gateway": ""}, "aux": {"AuxiliaryAddresses": {"a": "P.2", "b": "P.3"}}, "aux first": {"AuxiliaryAddresses": {"a": "P.1"}}, "aux gateway": {"Gateway": "P.5", "AuxiliaryAddresses": {"a": "P.5"}}, "aux outside": {"AuxiliaryAddresses": {"a": "100.71.0.1"}},
        "aux twice": {"AuxiliaryAddresses": {"a": "P.2", "b": "P.2"}}, "aux bad": {"AuxiliaryAddresses": {"a": "purple"}}, "aux empty": {"AuxiliaryAddresses": {"a": ""}}, "aux of six": {"AuxiliaryAddresses": {"a": "fd00::5"}}, "aux out of range": {"IPRange": "P.64/26", "AuxiliaryAddresses": {"a": "P.9"}}, "aux base": {"AuxiliaryAddresses": {"a": "P.0"}}, "aux broadcast": {"AuxiliaryAddresses": {"a": "P.255"}},
        "aux blank name": {"AuxiliaryAddresses": {"": "P.9"}}}
    for name, pool in one.items():
        nets.make(name, [dict({"Subnet": "P.0/24"}, **pool)])
    nets.make("gateway alone", [{"Gateway": "P.1"}])
    nets.make("range alone", [{"IPRange": "P.0/25"}])
    nets.make("empty", [{}])
    nets.make("two", [{"Subnet": "P.0/25"}, {"Subnet": "P.128/25"}])
    nets.make("two that overlap", [{"Subnet": "P.0/24"}, {"Subnet": "P.128/25"}])
    nets.make("two alike", [{"Subnet": "P.0/24"}, {"Subnet": "P.0/24"}])


def do_address_six(e):
    """IPv6 alone and beside IPv4"""
    nets = Nets(e)
    four, six = {"Subnet": "P.0/24"}, {"Subnet": "fd00:70::/64"}
    for name, pools, on_ in (("both", [four, six], True), ("both turned", [six, four], True), ("six but off", [four, six], False), ("on without", [four], True), ("two of six", [four, six, {"Subnet": "fd00:71::/64"}], True), ("small", [four, {"Subnet": "fd00:72::/126"}], True),
                             ("large", [four, {"Subnet": "fd00:73::/16"}], True), ("range", [four, dict(six, IPRange="fd00:70::80/121")], True), ("gateway", [four, dict(six, Gateway="fd00:70::99")], True), ("gateway of four", [four, dict(six, Gateway="P.1")], True), ("aux", [four, dict(six, AuxiliaryAddresses={"a": "fd00:70::2"})], True),
                             ("upper", [four, {"Subnet": "FD00:74:0:0::/64"}], True), ("link local", [four, {"Subnet": "fe80::/64"}], True), ("off and bad", [four, {"Subnet": "fd00:75::/129"}], False)):
        nets.make(name, pools, EnableIPv6=on_)


def do_address_conflicts(e):
    """subnets that others have, and addresses that others have"""
    a = {"Name": "apidiff-a1", "IPAM": {"Config": [{"Subnet": "100.72.0.0/24"}]}}
    e.raw("POST", "/networks/create", a)
    e.later("DELETE", "/networks/apidiff-a1")
    for name, subnet in {"same": "100.72.0.0/24", "inner": "100.72.0.128/25", "outer": "100.72.0.0/16", "beside": "100.72.1.0/24"}.items():
        x = e.raw("POST", "/networks/create", {"Name": "apidiff-a2", "IPAM": {"Config": [{"Subnet": subnet}]}})
        e.note(name, answered(x))
        if x.status == 201:
            e.raw("DELETE", "/networks/" + x["Id"])
    i = on(e, "apidiff-a1", endpoint={"IPAMConfig": {"IPv4Address": "100.72.0.9"}})
    j = on(e, "apidiff-a1", start=False, endpoint={"IPAMConfig": {"IPv4Address": "100.72.0.9"}})
    e.call("address taken", "POST", "/containers/%s/start" % j)
    e.note("then", [told(e, j)["apidiff-a1"]["IPAddress"], e.raw("GET", "/containers/%s/json" % j).json["State"]["Status"]])
    e.raw("POST", "/containers/%s/stop?t=0" % i)
    e.call("address free", "POST", "/containers/%s/start" % j)
    e.call("taken by the other", "POST", "/containers/%s/start" % i)
    k = on(e, "apidiff-a1")
    e.note("lowest", told(e, k))


def do_address_order(e):
    """which address is next"""
    e.raw("POST", "/networks/create", {"Name": "apidiff-a1", "IPAM": {"Config": [{"Subnet": "100.73.0.0/29", "AuxiliaryAddresses": {"x": "100.73.0.3"}}]}})
    e.later("DELETE", "/networks/apidiff-a1")
    ids = [on(e, "apidiff-a1") for _ in range(4)]
    at = lambda: [told(e, i)["apidiff-a1"]["IPAddress"] for i in ids]
    e.note("four", at())
    full = on(e, "apidiff-a1", start=False)
    e.call("no more", "POST", "/containers/%s/start" % full)
    for n in (2, 0):
        e.raw("POST", "/containers/%s/stop?t=0" % ids[n])
    e.note("two stopped", at())
    e.call("one more", "POST", "/containers/%s/start" % full)
    e.note("it has", told(e, full))
    e.raw("POST", "/containers/%s/start" % ids[2])
    e.note("another has", at())
    e.raw("POST", "/containers/%s/restart?t=0" % ids[1])
    e.note("after a restart", at())
    leave(e, "apidiff-a1", ids[3])
    connect(e, "apidiff-a1", ids[3])
    e.note("after leaving and joining", at())


def do_address_defaults(e):
    """subnets that nobody asked for are different, and are free again when their network is"""
    for n in range(3):
        e.raw("POST", "/networks/create", {"Name": "apidiff-d%d" % n})
        e.later("DELETE", "/networks/apidiff-d%d" % n)
    pools = lambda: [e.raw("GET", "/networks/apidiff-d%d" % n).json["IPAM"]["Config"][0] for n in range(3)]
    first = pools()
    plain = lambda ps: [[p["Subnet"].replace(".", "-"), p["Gateway"].replace(".", "-")] for p in ps]
    e.note("three", plain(first))
    e.raw("DELETE", "/networks/apidiff-d1")
    e.raw("POST", "/networks/create", {"Name": "apidiff-d1"})
    e.note("one again", plain(pools()))
    e.call("asked for what was chosen", "POST", "/networks/create", {"Name": "apidiff-d4", "IPAM": {"Config": [{"Subnet": first[0]["Subnet"]}]}})


def do_address_run_out(e):
    """as many networks as the default pools have subnets, then one more, and one again when another has gone"""
    made = []
    while len(made) < 60:
        a = e.raw("POST", "/networks/create", {"Name": "apidiff-r%d" % len(made)})
        if a.status != 201:
            break
        made.append(a["Id"])
        e.later("DELETE", "/networks/" + a["Id"])
    e.note("how many", [len(made), answered(a)])
    e.note("with IPv6", answered(e.raw("POST", "/networks/create", {"Name": "apidiff-r6", "EnableIPv6": True})))
    e.raw("DELETE", "/networks/" + made[3])
    a = e.raw("POST", "/networks/create", {"Name": "apidiff-r3"})
    e.later("DELETE", "/networks/apidiff-r3")
    e.note("one has gone", [a.status, answered(e.raw("POST", "/networks/create", {"Name": "apidiff-rx"}))])


def do_address_internal(e):
    """an internal network's addresses and routes"""
    e.raw("POST", "/networks/create", {"Name": "apidiff-ai", "Internal": True, "IPAM": {"Config": [{"Subnet": "100.75.0.0/24"}]}})
    e.later("DELETE", "/networks/apidiff-ai")
    i = on(e, "apidiff-ai", ExposedPorts={"80/tcp": {}}, HostConfig={"PublishAllPorts": True})
    e.note("addresses", sees(e, i)["addresses"])
    e.call("ports", "GET", "/containers/%s/json" % i, keep=lambda j: j["NetworkSettings"]["Ports"])
    e.call("listed", "GET", "/containers/json?" + q(filters={"id": [i]}), keep=lambda j: j[0]["Ports"])
