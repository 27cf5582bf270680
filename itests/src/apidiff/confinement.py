"""Who a container's processes are, and what confines them."""
import json

from attempts import attempt, refused

STATUS = "grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|Seccomp_filters):' /proc/self/status"
WHO = "id -u; id -g; echo $(id -G); echo home=$HOME; " + STATUS


def host(**config):
    return {"HostConfig": config}


def seccomp(**profile):
    return host(SecurityOpt=["seccomp=" + json.dumps(profile)])


def do_user(e):
    """the forms of User, and what follows from each"""
    for user in ("", "root", "0", "nobody", "daemon:wheel", "daemon:10", "1:wheel", "4242", "4242:4343", "nobody:", ":wheel", ":", "daemon:",
                 "2147483647", "2147483648", "4294967295", "-1", "0:0", "00", "1x", "no such", "missing", "missing:wheel", "nobody:missing", "a:b:c",
                 "nobody:4294967296", "nobody:-5", "1000:missing"):
        attempt(e, "user '%s'" % user, WHO, User=user)


def do_group_add(e):
    for groups in (["wheel"], ["10"], ["wheel", "nogroup", "4242"], ["missing"], ["-1"], [""], ["0"], ["2147483647"], ["2147483648"], None):
        attempt(e, "groups %s" % groups, WHO, User="nobody", **host(GroupAdd=groups))
        attempt(e, "root and groups %s" % groups, WHO, **host(GroupAdd=groups))


def do_home(e):
    """HOME comes from the container's own passwd, unless it is given"""
    attempt(e, "given", "echo $HOME", Env=["HOME=/x"], User="nobody")
    attempt(e, "given empty", "echo [$HOME]", Env=["HOME="], User="nobody")
    attempt(e, "removed", "echo [$HOME]", Env=["HOME"], User="nobody")
    attempt(e, "of nobody", "echo $HOME", User="nobody")
    attempt(e, "of an unknown number", "echo $HOME", User="4242")


def do_capabilities(e):
    all_of_them = STATUS + " | sed 's/CapBnd:.*\\(.\\{8\\}\\)$/CapBnd: \\1/'"   # dockerd 20.10 does not know the newest three
    for name, add, drop in (
            ("add one", ["NET_ADMIN"], None), ("with prefix", ["CAP_NET_ADMIN"], None), ("lower case", ["cap_net_admin"], ["chown"]),
            ("mixed case", ["Net_Admin"], ["Cap_Chown"]), ("all", ["ALL"], None), ("lower all", ["all"], None), ("cap_all", ["CAP_ALL"], None),
            ("drop all", None, ["ALL"]), ("drop all add one", ["CHOWN"], ["ALL"]), ("add all drop one", ["ALL"], ["CHOWN"]), ("all and all", ["ALL"], ["ALL"]),
            ("add all and one", ["ALL", "CHOWN"], ["ALL"]), ("drop all and one", ["CHOWN"], ["ALL", "CHOWN"]),
            ("both", ["CHOWN"], ["CHOWN"]), ("both of not default", ["SYS_ADMIN"], ["SYS_ADMIN"]), ("twice", ["SYS_ADMIN", "CAP_SYS_ADMIN"], None),
            ("unknown", ["NO_SUCH"], None), ("unknown drop", None, ["cap_no_such"]), ("empty", [""], None), ("blank", [" CHOWN"], None),
            ("a string", "CHOWN", "ALL")):
        every = any(n.upper() == "ALL" for n in add or [])
        if not every:   # the reference fails where the machine lacks a capability
            attempt(e, name, STATUS, **host(CapAdd=add, CapDrop=drop))
        attempt(e, name + ", not root", all_of_them if every else STATUS, User="nobody", **host(CapAdd=add, CapDrop=drop))


def do_privileged(e):
    """as another user than root, as the reference fails where the machine lacks a capability"""
    script = ("grep -E '^(NoNewPrivs|Seccomp|CapEff):' /proc/self/status; test -e /dev/kmsg && echo kmsg; ls -l /proc/sysrq-trigger | cut -c1-10; awk '$5 ~ /^.(sys|proc)/ {print $5, ($6 ~ /^ro/ ? \"ro\" : \"rw\")}' /proc/self/mountinfo | "
              "grep -v cgroup | sort")
    attempt(e, "plain", script, User="nobody")
    attempt(e, "privileged", script, User="nobody", **host(Privileged=True))
    attempt(e, "with options", script, User="nobody", **host(Privileged=True, CapDrop=["CHOWN"], SecurityOpt=["no-new-privileges"]))
    attempt(e, "with a profile", script, User="nobody", **host(Privileged=True, SecurityOpt=["seccomp=" + json.dumps({"defaultAction": "SCMP_ACT_ALLOW"})]))
    attempt(e, "with paths", script, User="nobody", **host(Privileged=True, MaskedPaths=["/proc/keys"], ReadonlyPaths=["/proc/sys"]))


def do_security_options(e):
    show = "grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status"
    for option in ("no-new-privileges", "no-new-privileges:true", "no-new-privileges=true", "no-new-privileges:false", "no-new-privileges=false",
                   "no-new-privileges=1", "no-new-privileges=T", "no-new-privileges=yes", "no-new-privileges=", "seccomp=unconfined", "seccomp:unconfined",
                   "seccomp=", "seccomp", "seccomp=builtin", "seccomp=nonsense", "seccomp={}", "seccomp={", "seccomp=null", "seccomp=[]",
                   "apparmor=unconfined", "apparmor:unconfined", "apparmor=docker-default", "apparmor=no-such", "apparmor=", "label=disable",
                   "label=type:svirt_t", "label:disable", "label=user:u,role:r", "label=nonsense", "label=", "systempaths=unconfined", "writable-cgroups=true",
                   "nonsense", "nonsense=1", "", "=", "=x", "credentialspec=file://x"):
        attempt(e, "'%s'" % option, show, **host(SecurityOpt=[option]))
    attempt(e, "several", show, **host(SecurityOpt=["no-new-privileges:false", "seccomp=unconfined", "no-new-privileges"]))


def do_seccomp_profiles(e):
    """profiles of one's own: every condition, operator and action"""
    allow = "SCMP_ACT_ALLOW"
    denied = "mkdir /d; echo $?; rmdir /d 2>/dev/null; uname -m >/dev/null; echo uname=$?"

    def one(what, script=denied, **rule):
        attempt(e, what, script, **seccomp(defaultAction=allow, syscalls=[dict({"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}, **rule)]))

    one("errno")
    one("errnoRet", errnoRet=38)
    one("errnoRet 0", errnoRet=0)
    one("name", names=None, name="mkdir")
    one("name and names", name="mkdir")
    one("no names", names=[])
    one("unknown call", names=["no_such_call", "mkdir"])
    for action in ("SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP", "SCMP_ACT_TRACE", "SCMP_ACT_LOG", "SCMP_ACT_ALLOW",
                   "SCMP_ACT_NOTIFY", "SCMP_ACT_NONSENSE", "", None):
        one("action %s" % action, "sh -c 'mkdir /d'; echo $?", action=action)
    for arches in (["amd64"], ["arm64"], ["amd64", "arm64"], []):
        one("includes arches %s" % arches, includes={"arches": arches})
        one("excludes arches %s" % arches, excludes={"arches": arches})
    for caps in (["CAP_CHOWN"], ["CAP_SYS_ADMIN"], ["CAP_CHOWN", "CAP_SYS_ADMIN"], ["CHOWN"]):
        one("includes caps %s" % caps, includes={"caps": caps})
        one("excludes caps %s" % caps, excludes={"caps": caps})
    for kernel in ("4.8", "99.1", "6", "6.18", "nonsense", ""):
        one("includes kernel %s" % kernel, includes={"minKernel": kernel})
        one("excludes kernel %s" % kernel, excludes={"minKernel": kernel})


def do_seccomp_arguments(e):
    """comparisons of arguments, seen at the mode of mkdir"""
    script = "for m in 700 755 777; do mkdir -m $m /d$m 2>/dev/null; echo $m=$?; done"
    for op in ("EQ", "NE", "LT", "LE", "GE", "GT"):
        attempt(e, op, script, **seccomp(defaultAction="SCMP_ACT_ALLOW", syscalls=[{"names": ["mkdir", "chmod"], "action": "SCMP_ACT_ERRNO",
            "args": [{"index": 1, "value": 0o755, "op": "SCMP_CMP_" + op}]}]))
    masked = {"index": 1, "value": 0o077, "valueTwo": 0o055, "op": "SCMP_CMP_MASKED_EQ"}
    for name, args in {
        "masked": [masked], "two of one": [{"index": 1, "value": 0o755, "op": "SCMP_CMP_EQ"}, {"index": 1, "value": 0o700, "op": "SCMP_CMP_EQ"}],
        "two of two": [{"index": 1, "value": 0o755, "op": "SCMP_CMP_EQ"}, {"index": 2, "value": 12345, "op": "SCMP_CMP_EQ"}],
        "index 6": [{"index": 6, "value": 0, "op": "SCMP_CMP_EQ"}], "no op": [{"index": 0, "value": 0}], "bad op": [{"index": 0, "value": 0, "op": "EQ"}],
        "big value": [{"index": 1, "value": 18446744073709551615, "op": "SCMP_CMP_LE"}], "too big": [{"index": 1, "value": 18446744073709551616, "op": "SCMP_CMP_EQ"}],
        "negative": [{"index": 1, "value": -1, "op": "SCMP_CMP_EQ"}],
    }.items():
        attempt(e, name, script, **seccomp(defaultAction="SCMP_ACT_ALLOW", syscalls=[{"names": ["mkdir", "chmod"], "action": "SCMP_ACT_ERRNO", "args": args}]))


def do_seccomp_documents(e):
    """what is no profile"""
    for text in ('{"defaultAction":"SCMP_ACT_ALLOW"}', '{"defaultAction":"SCMP_ACT_NONSENSE"}', '{"defaultAction":1}', '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":{}}',
                 '{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64"],"archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":[]}]}',
                 '{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X86"]}',
                 '{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_ARM"]}', '{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_NONSENSE"]}',
                 '{"defaultAction":"SCMP_ACT_ALLOW","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86","SCMP_ARCH_X32"]}]}',
                 '{"defaultAction":"SCMP_ACT_ALLOW","flags":["SECCOMP_FILTER_FLAG_LOG"]}', '{"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":5}',
                 '{"defaultAction":"SCMP_ACT_ALLOW","unknown":1}', '{"defaultAction":"SCMP_ACT_ALLOW"} trailing', 'true', '"text"', '{"syscalls":[]}',
                 '{"DEFAULTACTION":"SCMP_ACT_ALLOW"}', '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":"mkdir","action":"SCMP_ACT_ERRNO"}]}'):
        attempt(e, text, "grep Seccomp: /proc/self/status", **host(SecurityOpt=["seccomp=" + text]))


def do_paths(e):
    """MaskedPaths, ReadonlyPaths, ReadonlyRootfs"""
    look = "wc -c < /proc/keys | grep -c '^0$'; ls /proc/scsi 2>/dev/null | wc -l; touch /proc/sys/kernel/hostname && echo w; awk '$4 ~ /^ro/ {print $2}' /proc/mounts | sort; mkdir /sys/fs/cgroup/x && echo made; mkdir /sys/fs/cgroup/*/x | wc -l"
    attempt(e, "default", look)
    attempt(e, "none", look, **host(MaskedPaths=[], ReadonlyPaths=[]))
    attempt(e, "others", "cat /etc/passwd | wc -c; ls /bin | wc -l; touch /home/x", **host(MaskedPaths=["/etc/passwd", "/root", "/missing"], ReadonlyPaths=["/home", "/missing"]))
    attempt(e, "relative", "true", **host(MaskedPaths=["proc/keys"]))
    attempt(e, "read only", "touch /x; touch /tmp/y; touch /dev/z && echo dev; touch /dev/shm/z && echo shm; touch /etc/hosts && echo hosts; mkdir /w", **host(ReadonlyRootfs=True))
    attempt(e, "read only with workdir", "pwd", WorkingDir="/not/there", **host(ReadonlyRootfs=True))


def do_sysctls(e):
    show = "cat /proc/sys/%s"
    for name, value, config in (
            ("net.ipv4.ip_forward", "0", {}), ("net/ipv4/ip_forward", "1", {}), ("net.ipv4.ip_unprivileged_port_start", "1024", {}), ("kernel.msgmax", "65536", {}),
            ("kernel.shmmni", "1234", {}), ("kernel.shm_rmid_forced", "1", {}), ("fs.mqueue.msg_max", "20", {}), ("kernel.sem", "250 32000 100 128", {}),
            ("kernel.domainname", "example.test", {}), ("kernel.hostname", "x", {}), ("vm.swappiness", "1", {}), ("kernel.panic", "1", {}), ("net.no.such", "1", {}),
            ("net.ipv4.ip_forward", "nonsense", {}), ("", "1", {}), ("net.ipv4.ip_forward", "", {}),
            ("net.ipv4.ip_forward", "1", {"NetworkMode": "host"}), ("net.ipv4.ip_forward", "1", {"NetworkMode": "none"}), ("kernel.msgmax", "65536", {"IpcMode": "host"}),
            ("kernel.domainname", "x", {"UTSMode": "host"}), ("net.../../../../kernel.panic", "1", {}), ("net/../kernel/panic", "1", {}), ("NET.IPV4.IP_FORWARD", "1", {})):
        attempt(e, "%s=%s %s" % (name, value, config), show % name.replace(".", "/"), **host(Sysctls={name: value}, **config))
    attempt(e, "hostname by sysctl and by name", "hostname", Hostname="h1", **host(Sysctls={"kernel.domainname": "x"}))


def do_life_of_init(e):
    attempt(e, "init", "test $$ -gt 1 && echo yes; cat /proc/1/comm | wc -w", **host(Init=True))
    attempt(e, "init and the host's processes", "test $$ -gt 1 && echo yes", **host(Init=True, PidMode="host"))


def do_isolation_refusals(e):
    for name, config in {
        "isolation": host(Isolation="hyperv"), "default isolation": host(Isolation="default"), "runtime": host(Runtime="no-such"), "cgroup": host(Cgroup="x"),
        "userns": host(UsernsMode="x"), "userns host": host(UsernsMode="host"), "userns private": host(UsernsMode="private"),
        "uts": host(UTSMode="x"), "uts container": host(UTSMode="container:x"), "pid": host(PidMode="x"), "pid container": host(PidMode="container:"),
        "pid missing": host(PidMode="container:missing"), "ipc": host(IpcMode="x"), "ipc container": host(IpcMode="container:"), "ipc missing": host(IpcMode="container:missing"),
        "cgroupns": host(CgroupnsMode="x"), "oom score": host(OomScoreAdj=2000), "shm": host(ShmSize=-1), "io": host(IOMaximumIOps=5), "cpu count": host(CpuCount=1),
        "cpu percent": host(CpuPercent=5), "bandwidth": host(IOMaximumBandwidth=5), "id file": host(ContainerIDFile="/tmp/x"), "console": host(ConsoleSize=[24, 80]),
        "devices": host(DeviceRequests=[{"Driver": "nvidia", "Count": -1, "Capabilities": [["gpu"]]}]), "volume driver": host(VolumeDriver="no-such"),
        "volume driver used": host(VolumeDriver="no-such", Binds=["v:/v"]), "storage option": host(StorageOpt={"nonsense": "1"}), "storage size": host(StorageOpt={"size": "5"}),
    }.items():
        refused(e, name, **config)
