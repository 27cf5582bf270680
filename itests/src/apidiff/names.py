"""Names, networks as seen by one container, shared namespaces, and the portable part of a configuration."""
from apidiff import demux
from attempts import answered, attempt, printed, refused, started


def host(**config):
    return {"HostConfig": config}


def shown(e, name, keep, **config):
    """what inspect says of a created container"""
    a = e.raw("POST", "/containers/create", dict({"Image": "busybox:latest", "Cmd": ["true"]}, **config))
    story = {"create": answered(a)}
    if a.status == 201:
        story["shown"] = keep(e.raw("GET", "/containers/" + a["Id"] + "/json").json)
        e.raw("DELETE", "/containers/" + a["Id"] + "?v=1")
    e.note(name, story)


def do_network_mode_conflicts(e):
    peer = e.container(["sleep", "300"], "apidiff-peer")
    for mode in ("container:apidiff-peer", "host", "none", "default", "bridge", "container:", "container", "container:missing", "no-such", "container:apidiff-peer:x"):
        for name, config in {
            "alone": {}, "hostname": {"Hostname": "h"}, "domainname": {"Domainname": "d"}, "links": host(Links=["apidiff-peer:p"]), "dns": host(Dns=["192.0.2.1"]),
            "dns search": host(DnsSearch=["a.test"]), "dns options": host(DnsOptions=["ndots:2"]), "extra hosts": host(ExtraHosts=["a:192.0.2.1"]), "ports": host(PortBindings={"80/tcp": [{"HostPort": ""}]}),
            "publish all": host(PublishAllPorts=True), "exposed": {"ExposedPorts": {"80/tcp": {}}}, "mac": {"MacAddress": "02:42:ac:11:00:99"}, "disabled": {"NetworkDisabled": True},
            "endpoint": {"NetworkingConfig": {"EndpointsConfig": {"bridge": {}}}},
        }.items():
            config = dict(config, HostConfig=dict(config.get("HostConfig", {}), NetworkMode=mode))
            shown(e, "%s %s" % (mode, name), lambda j: [j["Config"]["Hostname"] != "", sorted(j["NetworkSettings"]["Networks"])], **config)
    e.raw("DELETE", "/containers/%s?force=1" % peer)


def do_uts(e):
    for name, config in {"alone": {}, "hostname": {"Hostname": "h"}, "domainname": {"Domainname": "d"}, "network host": host(NetworkMode="host"),
                         "sysctl": host(Sysctls={"kernel.domainname": "x"})}.items():
        config = dict(config, HostConfig=dict(config.get("HostConfig", {}), UTSMode="host"))
        attempt(e, name, "test $(hostname) = $(cat /etc/hostname) && echo same", **config)
    attempt(e, "host network", "hostname; cat /etc/hostname; cat /etc/hosts | wc -l", **host(NetworkMode="host"))
    attempt(e, "host network, own name", "hostname; cat /etc/hostname", Hostname="h", **host(NetworkMode="host"))


def do_ipc(e):
    """who shares what"""
    look = "readlink /proc/self/ns/ipc | grep -c .; df -k /dev/shm | tail -1 | awk '{print $2}'; cat /dev/shm/f; touch /dev/shm/g && echo written"
    for mode in ("", "none", "private", "shareable", "host"):
        peer = e.container(["sh", "-c", "echo shared > /dev/shm/f; echo 4242 > /proc/sys/kernel/shmmni; sleep 300"], "apidiff-ipc", HostConfig={"IpcMode": mode, "ShmSize": 1048576})
        attempt(e, "with %s" % mode, look, **host(IpcMode="container:apidiff-ipc"))
        attempt(e, "with %s and a size" % mode, look, **host(IpcMode="container:apidiff-ipc", ShmSize=2097152))
        e.note("the peer's file %s" % mode, [])
        e.raw("DELETE", "/containers/%s?force=1" % peer)
    attempt(e, "none", "ls -ld /dev/shm; grep -c ' /dev/shm ' /proc/mounts", **host(IpcMode="none"))
    attempt(e, "private", "grep ' /dev/shm ' /proc/mounts | sed 's/inode64//; s/,* 0 0//'", **host(IpcMode="private"))
    attempt(e, "host", "ls -ld /dev/shm | cut -c1-10", **host(IpcMode="host"))
    stopped = e.container(["true"], "apidiff-stopped", start=False)
    attempt(e, "stopped", "true", **host(IpcMode="container:apidiff-stopped"))
    attempt(e, "stopped pid", "true", **host(PidMode="container:apidiff-stopped"))
    attempt(e, "stopped net", "true", **host(NetworkMode="container:apidiff-stopped"))
    attempt(e, "missing net", "true", **host(NetworkMode="container:missing"))


def do_pid(e):
    e.container(["sleep", "4243"], "apidiff-pid")
    attempt(e, "container", "ps -o args | grep -c '^sleep 4243'; echo $$ | grep -vc '^1$'", **host(PidMode="container:apidiff-pid"))
    attempt(e, "container and init", "ps -o args | grep -c '^sleep 4243'", **host(PidMode="container:apidiff-pid", Init=True))
    attempt(e, "host", "ps | wc -l | awk '{print $1 > 10}'", **host(PidMode="host"))
    attempt(e, "own", "echo $$; set -- /proc/[0-9]*; echo $#")
    shown(e, "labels", lambda j: j["HostConfig"]["SecurityOpt"], **host(PidMode="host"))


def do_restart_of_a_guest(e):
    """a container that joined another's namespaces is started again, after its host too"""
    e.container(["sleep", "300"], "apidiff-hostc", HostConfig={"IpcMode": "shareable"})
    for mode in ("NetworkMode", "IpcMode", "PidMode"):
        g = e.container(["sleep", "300"], None, HostConfig={mode: "container:apidiff-hostc"})
        e.note(mode + " restart", answered(e.raw("POST", "/containers/%s/restart?t=0" % g)))
        e.note(mode + " host stops", answered(e.raw("POST", "/containers/apidiff-hostc/stop?t=0")))
        e.note(mode + " guest", [e.raw("GET", "/containers/%s/json" % g)["State"]["Running"]] if mode != "PidMode" else [])
        e.note(mode + " restart alone", answered(e.raw("POST", "/containers/%s/restart?t=0" % g)))
        e.note(mode + " host starts", answered(e.raw("POST", "/containers/apidiff-hostc/start")))
        e.note(mode + " restart again", answered(e.raw("POST", "/containers/%s/restart?t=0" % g)))
        e.raw("DELETE", "/containers/%s?force=1" % g)


def do_shared_network(e):
    e.container(["sh", "-c", "ip link add dummy7 type dummy 2>/dev/null; sleep 300"], "apidiff-net", Hostname="neth", Domainname="dom.test", HostConfig={"ExtraHosts": ["peer:192.0.2.9"], "Dns": ["192.0.2.53"]})
    attempt(e, "names", "hostname; cat /etc/hostname; grep peer /etc/hosts; grep 192.0.2.53 /etc/resolv.conf; ip -o link | wc -l", **host(NetworkMode="container:apidiff-net"))
    shown(e, "inspect", lambda j: [j["Config"]["Hostname"], j["Config"]["Domainname"], j["NetworkSettings"]["Networks"], j["HostConfig"]["NetworkMode"].split(":")[0], j["ResolvConfPath"] != ""],
          **host(NetworkMode="container:apidiff-net"))
    g = e.container(["sleep", "300"], None, HostConfig={"NetworkMode": "container:apidiff-net"})
    j = e.raw("GET", "/containers/%s/json" % g).json
    e.note("running", [j["Config"]["Hostname"], j["Config"]["Domainname"], j["NetworkSettings"]["Networks"], j["ResolvConfPath"] != "", j["HostsPath"] != "", j["HostnamePath"] != ""])


def do_links(e):
    """links on the default bridge: names and variables"""
    e.container(["sleep", "300"], "apidiff-db", Env=["PASS=secret", "HOME=/h"], ExposedPorts={"5432/tcp": {}, "53/udp": {}, "5433/tcp": {}})
    show = "env | grep -v '^HOSTNAME\\|^PATH\\|^HOME\\|SHLVL\\|PWD' | sed 's/172[0-9.]*/IP/g; s/10[.][0-9.]*/IP/g; s/192[.]168[0-9.]*/IP/g; s/\\(_NAME=.\\)[a-z]*_[a-z0-9]*/\\1NAME/' | sort; grep apidiff-db /etc/hosts | sort | sed 's/^[0-9.]*/IP/; s/[0-9a-f]\\{12\\}/ID/'"
    for links in (["apidiff-db"], ["apidiff-db:db"], ["apidiff-db:my-db.x"], ["/apidiff-db:db"], ["apidiff-db:db", "apidiff-db:db2"], ["missing"], ["missing:db"], [""], [":"], ["a:b:c"], ["apidiff-db:"], [":db"]):
        attempt(e, "%s" % links, show, **host(Links=links))
    attempt(e, "own variable wins", show, Env=["DB_NAME=mine"], **host(Links=["apidiff-db:db"]))
    s = e.container(["true"], "apidiff-dbs", start=False, ExposedPorts={"1/tcp": {}})
    attempt(e, "stopped", show, **host(Links=["apidiff-dbs:db"]))
    shown(e, "inspect", lambda j: [l.split("/")[1:2] + l.split("/")[3:] for l in j["HostConfig"]["Links"]], **host(Links=["apidiff-db:db"]))
    c = e.container(["sleep", "300"], "apidiff-linker", HostConfig={"Links": ["apidiff-db:db"]})
    e.note("inspect running", e.raw("GET", "/containers/apidiff-linker/json")["HostConfig"]["Links"])
    e.note("exec sees", e.hijack("/exec/%s/start" % e.raw("POST", "/containers/%s/exec" % c, {"Cmd": ["sh", "-c", "env | grep -c ^DB_"], "AttachStdout": True})["Id"], {"Detach": False})[2].decode("latin-1"))


def do_extra_hosts(e):
    for hosts in (["a:192.0.2.1"], ["a:::1"], ["a:2001:db8::1"], ["a:host-gateway"], ["a"], [""], [":192.0.2.1"], ["a:"], ["a:nonsense"], ["a:192.0.2"], ["a b:192.0.2.1"], ["a:192.0.2.1", "a:192.0.2.2"],
                  ["a:[::1]"], ["a:fe80::1%eth0"], ["a:192.0.2.256"], ["a=192.0.2.1"], ["a:01.02.03.04"], ["a:::ffff:1.2.3.4"]):
        attempt(e, "%s" % hosts, "grep -E '\\sa( b)?$' /etc/hosts | sed 's/172[.][0-9.]*/GW/'", **host(ExtraHosts=hosts))


def do_dns(e):
    show = "grep -v '^#' /etc/resolv.conf"
    for name, config in {
        "server": host(Dns=["192.0.2.1"]), "servers": host(Dns=["192.0.2.1", "2001:db8::1"]), "bad server": host(Dns=["nonsense"]), "empty server": host(Dns=[""]),
        "search": host(DnsSearch=["a.test", "b.test"]), "search dot": host(DnsSearch=["."]), "bad search": host(DnsSearch=["a b"]), "empty search": host(DnsSearch=[""]),
        "options": host(DnsOptions=["ndots:3", "timeout:1"]), "bad option": host(DnsOptions=["non sense"]), "empty option": host(DnsOptions=[""]), "all": host(Dns=["192.0.2.1"], DnsSearch=["."], DnsOptions=["ndots:3"]),
        "host network": host(NetworkMode="host", Dns=["192.0.2.1"], DnsSearch=["x.test"]), "no network": host(NetworkMode="none", Dns=["192.0.2.1"]),
        "loopback": host(Dns=["127.0.0.1"]),
    }.items():
        attempt(e, name, show, **config)


def do_hostname(e):
    show = "hostname; cat /etc/hostname; cat /proc/sys/kernel/domainname; grep -v ip6- /etc/hosts | sed 's/^[0-9.]*//' | grep -v localhost; echo $HOSTNAME"
    for h, d in (("h1", ""), ("h1", "dom.test"), ("h1.dom.test", ""), ("h1.dom.test", "other.test"), ("UPPER", ""), ("-bad", ""), ("a_b", ""), ("a b", ""), ("a" * 64, ""), ("a" * 63, ""), ("a" * 65, ""),
                 ("h\u00e9", ""), ("h1", "a b"), ("h1", "d" * 65), ("1.2.3.4", ""), ("", "dom.test"), ("a/b", ""), ("a\nb", "")):
        attempt(e, "%s %s" % (h, d), show if h else "cat /proc/sys/kernel/domainname", Hostname=h, Domainname=d)


def do_mac(e):
    for mac in ("02:42:ac:11:00:99", "02-42-ac-11-00-99", "02:42:AC:11:00:99", "nonsense", "02:42:ac:11:00", "0242.ac11.0099"):
        attempt(e, mac, "cat /sys/class/net/eth0/address", MacAddress=mac)
        shown(e, "shown " + mac, lambda j: [j["Config"].get("MacAddress", "-"), j["NetworkSettings"]["MacAddress"]], MacAddress=mac)
    attempt(e, "none", "true", MacAddress="02:42:ac:11:00:99", **host(NetworkMode="none"))
    attempt(e, "endpoint's", "cat /sys/class/net/eth0/address", NetworkingConfig={"EndpointsConfig": {"bridge": {"MacAddress": "02:42:ac:11:00:98"}}})


def do_network_disabled(e):
    look = "ls /sys/class/net; cat /etc/resolv.conf | grep -vc '^$'; wc -l < /etc/hosts"
    attempt(e, "alone", look, NetworkDisabled=True)
    for mode in ("host", "none", "bridge"):
        attempt(e, mode, "true" if mode == "host" else look, NetworkDisabled=True, **host(NetworkMode=mode))
    shown(e, "inspect", lambda j: [j["Config"].get("NetworkDisabled"), sorted(j["NetworkSettings"]["Networks"])], NetworkDisabled=True)
    attempt(e, "with ports", "true", NetworkDisabled=True, ExposedPorts={"80/tcp": {}}, **host(PublishAllPorts=True))


def do_environment(e):
    for env in (["A=1"], ["A="], ["A"], ["=x"], [""], ["A=1", "A=2"], ["A B=1"], ["A=x\ny"], ["PATH=/x"], ["PATH"], ["HOSTNAME=x"], ["TERM=x"], ["A=1=2"], ["a=1", "A=2"], ["1=2"], ["A\u0000B=1"]):
        attempt(e, repr(env), "/bin/env | /bin/sort | /bin/sed 's/^HOSTNAME=[0-9a-f]*$/HOSTNAME=ID/'", Entrypoint=["/bin/sh", "-c"], Env=env)
    shown(e, "removed variable", lambda j: j["Config"]["Env"], Env=["A", "B=1"])


def do_working_dir(e):
    for path in ("/", "/tmp", "/new/deep", "relative", "./x", "", "/etc/passwd", "/a/../b", "//x", "/tmp/", "/bin/sh", "C:\\x", "/sp ace", "/n\u00e9"):
        attempt(e, path, "pwd; stat -c '%a %u' .", WorkingDir=path)
    attempt(e, "of another user", "pwd; stat -c %u .; touch x", WorkingDir="/w", User="nobody")
    attempt(e, "not allowed", "pwd", WorkingDir="/root/x", User="nobody")
    shown(e, "shown", lambda j: j["Config"]["WorkingDir"], WorkingDir="/a/../b//c/")


def do_command(e):
    for name, config in {
        "cmd": {"Cmd": ["echo", "a"]}, "entrypoint": {"Entrypoint": ["echo", "a"]}, "both": {"Entrypoint": ["echo"], "Cmd": ["b"]}, "string cmd": {"Cmd": "true"}, "string entrypoint": {"Entrypoint": "true"},
        "empty cmd": {"Cmd": []}, "empty entrypoint": {"Entrypoint": [], "Cmd": ["true"]}, "blank entrypoint": {"Entrypoint": [""], "Cmd": ["echo", "x"]}, "blank cmd": {"Cmd": [""]}, "none": {},
        "null": {"Cmd": None, "Entrypoint": None}, "blank both": {"Entrypoint": ["", ""], "Cmd": ["true"]}, "missing": {"Cmd": ["no-such"]}, "missing path": {"Cmd": ["/no/such"]}, "a folder": {"Cmd": ["/etc"]},
        "not executable": {"Cmd": ["/etc/passwd"]}, "args escaped": {"Cmd": ["echo", "a"], "ArgsEscaped": True}, "on build": {"Cmd": ["true"], "OnBuild": ["RUN x"]}, "shell": {"Cmd": ["true"], "Shell": ["/bin/x"]},
    }.items():
        attempt(e, name, None, **config)
        shown(e, "shown " + name, lambda j: [j["Path"], j["Args"], j["Config"]["Cmd"], j["Config"]["Entrypoint"], j["Config"].get("ArgsEscaped"), j["Config"].get("OnBuild"), j["Config"].get("Shell")], **dict({"Cmd": None}, **config))


def do_stop_signal(e):
    for signal in ("SIGTERM", "TERM", "term", "15", "SIGRTMIN+3", "RTMAX-1", "0", "65", "64", "nonsense", "SIGNONSENSE", "", "9x"):
        shown(e, signal, lambda j: j["Config"].get("StopSignal"), StopSignal=signal)
    for timeout in (0, 5, -1, None, 2147483647):
        shown(e, "timeout %s" % timeout, lambda j: j["Config"].get("StopTimeout"), StopTimeout=timeout)


def do_image(e):
    for image in ("", "missing", "missing:tag", "BusyBox", "busybox:latest@sha256:x", "busybox@sha256:" + "0" * 64, "sha256:" + "0" * 64, " ", "a//b"):
        refused(e, image, Image=image)


def do_ports_of_configuration(e):
    for name, config in {
        "exposed": {"ExposedPorts": {"80": {}, "81/tcp": {}, "82/udp": {}, "83/sctp": {}}}, "range": {"ExposedPorts": {"80-82/tcp": {}}}, "bad protocol": {"ExposedPorts": {"80/x": {}}}, "no number": {"ExposedPorts": {"x/tcp": {}}},
        "big": {"ExposedPorts": {"65536/tcp": {}}}, "bad binding": host(PortBindings={"x/tcp": [{"HostPort": "1"}]}), "bad host port": host(PortBindings={"80/tcp": [{"HostPort": "x"}]}),
        "host range": host(PortBindings={"80/tcp": [{"HostPort": "40000-40010"}]}), "reversed": host(PortBindings={"80/tcp": [{"HostPort": "40010-40000"}]}),
        "zero": {"ExposedPorts": {"0/tcp": {}}}, "empty": {"ExposedPorts": {"": {}}}, "null bindings": host(PortBindings={"80/tcp": None}),
    }.items():
        shown(e, name, lambda j: [sorted(j["Config"].get("ExposedPorts") or {}), j["HostConfig"]["PortBindings"]], **config)
        refused(e, "started " + name, **config)


def do_bodies(e):
    """bodies that are not what they should be"""
    for name, body in {
        "empty": b"", "null": b"null", "array": b"[]", "text": b"\"x\"", "broken": b"{", "no config": b"{}", "host only": b"{\"HostConfig\":{}}", "wrong type": b"{\"Image\":5}", "wrong host type": b"{\"Image\":\"busybox\",\"HostConfig\":[]}",
        "wrong list": b"{\"Image\":\"busybox\",\"Env\":\"A=1\"}", "wrong number": b"{\"Image\":\"busybox\",\"HostConfig\":{\"Memory\":\"x\"}}", "wrong bool": b"{\"Image\":\"busybox\",\"Tty\":\"yes\"}",
        "trailing": b"{\"Image\":\"busybox\",\"Cmd\":[\"true\"]} x", "null host": b"{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"HostConfig\":null}", "unknown": b"{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Nonsense\":1}",
    }.items():
        a = e.raw("POST", "/containers/create", body, {"Content-Type": "application/json"})
        if a.status == 201:
            e.later("DELETE", "/containers/" + a["Id"])
        e.note(name, answered(a) if a.status < 500 and name not in ("broken",) else [a.status])


def do_link_local(e):
    """further addresses of an interface, on the default network and on one's own; the second is started again, and joins another network"""
    e.raw("POST", "/networks/create", {"Name": "apidiff-ll"})
    e.later("DELETE", "/networks/apidiff-ll")
    look = "ip -o addr show %s | awk '$4 ~ /^(169|fe80)/ {print $3, $4}'; ip route | grep ^169 | sed 's/ *$//'"
    for net in ("bridge", "apidiff-ll"):
        for addresses in (["169.254.10.10"], ["169.254.10.10", "169.254.33.1"], [], None):
            attempt(e, "%s %s" % (net, addresses), look % "eth0", NetworkingConfig={"EndpointsConfig": {net: {"IPAMConfig": {"LinkLocalIPs": addresses}}}}, **host(NetworkMode=net))
    i = e.container(["sleep", "300"], HostConfig={"NetworkMode": "apidiff-ll"}, NetworkingConfig={"EndpointsConfig": {"apidiff-ll": {"IPAMConfig": {"LinkLocalIPs": ["169.254.1.2"]}}}})
    e.raw("POST", "/containers/%s/restart?t=0" % i)
    e.note("connect", answered(e.raw("POST", "/networks/bridge/connect", {"Container": i, "EndpointConfig": {"IPAMConfig": {"LinkLocalIPs": ["169.254.1.3"]}}})))
    for name in ("eth0", "eth1"):
        x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["sh", "-c", look % name], "AttachStdout": True})["Id"]
        e.note("restarted, " + name, demux(e.hijack("/exec/%s/start" % x, {})[2]))
    e.call("shown", "GET", "/containers/%s/json" % i, keep=lambda j: {k: v["IPAMConfig"] for k, v in j["NetworkSettings"]["Networks"].items()})
    for bad in ("10.0.0.1", "purple", "", "169.254.10.10/16"):
        e.call("connect with '%s'" % bad, "POST", "/networks/bridge/disconnect", {"Container": i})
        e.note("'%s'" % bad, answered(e.raw("POST", "/networks/bridge/connect", {"Container": i, "EndpointConfig": {"IPAMConfig": {"LinkLocalIPs": [bad]}}})))
