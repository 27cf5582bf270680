"""Fields whose effect is seen in the container: what is in the files of its control groups, and what else follows from each."""
import glob
import os
import time

from apidiff import demux
from attempts import answered, attempt

MIB = 1 << 20
MEMORY = ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.soft_limit_in_bytes", "memory.swappiness", "memory.oom_control", "memory.kmem.tcp.limit_in_bytes")
CPU = ("cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us", "cpu.rt_period_us", "cpu.rt_runtime_us")
BLOCKS = ("blkio.bfq.weight", "blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device", "blkio.throttle.read_iops_device", "blkio.throttle.write_iops_device")
FILES = ["memory/" + f for f in MEMORY] + ["cpu/" + f for f in CPU] + ["cpuset/cpuset.cpus", "cpuset/cpuset.mems", "pids/pids.max"] + ["blkio/" + f for f in BLOCKS]
SHOW = "cd /sys/fs/cgroup; for f in %s; do [ -e $f ] && echo $f $(grep -v '^oom_kill ' $f); done" % " ".join(FILES)

LIMITS = {
    "none": {}, "Memory": {"Memory": 64 * MIB}, "MemorySwap": {"Memory": 64 * MIB, "MemorySwap": 96 * MIB}, "MemorySwap none": {"Memory": 64 * MIB, "MemorySwap": 64 * MIB}, "MemorySwap -1": {"Memory": 64 * MIB, "MemorySwap": -1},
    "MemoryReservation": {"MemoryReservation": 32 * MIB}, "MemorySwappiness": {"MemorySwappiness": 7}, "MemorySwappiness 0": {"MemorySwappiness": 0}, "OomKillDisable": {"Memory": 64 * MIB, "OomKillDisable": True}, "KernelMemory": {"KernelMemory": 32 * MIB},
    "CpuShares": {"CpuShares": 77}, "CpuPeriod": {"CpuPeriod": 50000}, "CpuQuota": {"CpuQuota": 20000}, "CpuPeriod and CpuQuota": {"CpuPeriod": 20000, "CpuQuota": 10000}, "NanoCpus": {"NanoCpus": 750000000}, "CpusetCpus": {"CpusetCpus": "1"}, "CpusetMems": {"CpusetMems": "0"},
    "PidsLimit": {"PidsLimit": 33}, "PidsLimit 0": {"PidsLimit": 0}, "PidsLimit -1": {"PidsLimit": -1}, "BlkioWeight": {"BlkioWeight": 300},
    "BlkioDeviceReadBps": {"BlkioDeviceReadBps": [{"Path": "/dev/loop0", "Rate": 1000000}]}, "BlkioDeviceWriteBps": {"BlkioDeviceWriteBps": [{"Path": "/dev/loop0", "Rate": 1000001}]},
    "BlkioDeviceReadIOps": {"BlkioDeviceReadIOps": [{"Path": "/dev/loop0", "Rate": 101}]}, "BlkioDeviceWriteIOps": {"BlkioDeviceWriteIOps": [{"Path": "/dev/loop0", "Rate": 102}, {"Path": "/dev/loop1", "Rate": 103}]},
}


def host(**config):
    return {"HostConfig": config}


def said(e, i, script):
    """what a script prints in a running container"""
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["sh", "-c", script], "AttachStdout": True, "AttachStderr": True})["Id"]
    return [[kind, text.decode("latin-1")] for kind, text in demux(e.hijack("/exec/%s/start" % x, {})[2])]


def do_effect_of_limits(e):
    """each limit, alone, in a new container"""
    for name, limits in LIMITS.items():
        attempt(e, name, SHOW, **host(**limits))


def do_effect_of_updates(e):
    """each limit that an update can set, in a container that runs; then what lifts it"""
    for name, changes in LIMITS.items():
        if name.startswith("Blkio") or name in ("none", "MemorySwappiness", "MemorySwappiness 0", "OomKillDisable"):
            continue  # dockerd forgets them
        i = e.container(["sleep", "300"])
        e.note(name, answered(e.raw("POST", "/containers/%s/update" % i, dict({"MemorySwap": 2 * changes["Memory"]} if "Memory" in changes else {}, **changes))))
        e.note(name + ", inside", said(e, i, SHOW))
        e.raw("DELETE", "/containers/%s?force=1" % i)
    i = e.container(["sleep", "300"], HostConfig={"Memory": 64 * MIB, "MemoryReservation": 32 * MIB, "CpuQuota": 20000, "PidsLimit": 33, "CpusetCpus": "1"})
    for name, changes in {"reservation": {"MemoryReservation": -1}, "quota": {"CpuQuota": -1}, "processes": {"PidsLimit": -1}, "processors": {"CpusetCpus": "0-1"}, "nothing": {}, "memory": {"Memory": -1}, "shares": {"CpuShares": 2}, "reservation too low": {"MemoryReservation": -7}}.items():
        a = e.raw("POST", "/containers/%s/update" % i, changes)
        e.note("lift " + name, [a.status] if a.status == 500 else answered(a))
        e.note("lift %s, inside" % name, said(e, i, SHOW))


def do_effect_on_devices(e):
    """DeviceCgroupRules and Devices: nodes, and which of them can be opened"""
    look = "mknod /dev/x c 10 237; mknod /dev/y c 1 11; for d in /dev/x /dev/y /dev/z; do (: < $d) 2>&1; (: > $d) 2>&1; stat -c '%a %F %t:%T' $d 2>&1; done"
    for name, config in {
        "none": {}, "rule": {"DeviceCgroupRules": ["c 10:237 rw"]}, "read only": {"DeviceCgroupRules": ["c 10:237 r"]}, "all of a kind": {"DeviceCgroupRules": ["c 10:* rwm"]}, "all": {"DeviceCgroupRules": ["a *:* rwm"]}, "block": {"DeviceCgroupRules": ["b 10:237 rwm"]},
        "two": {"DeviceCgroupRules": ["c 10:237 rw", "c 1:11 r"]}, "device": {"Devices": [{"PathOnHost": "/dev/loop-control", "PathInContainer": "/dev/z", "CgroupPermissions": "rw"}]}, "device to read": {"Devices": [{"PathOnHost": "/dev/loop-control", "PathInContainer": "/dev/z", "CgroupPermissions": "r"}]},
        "device without a place": {"Devices": [{"PathOnHost": "/dev/loop-control", "CgroupPermissions": "rwm"}]},
    }.items():
        attempt(e, name, look, **host(**config))
    i = e.container(["true"], start=False, HostConfig={"Devices": [{"PathOnHost": "/dev/loop-control", "PathInContainer": "/dev/z"}]})
    e.call("no permissions", "POST", "/containers/%s/start" % i, keep=sorted)  # runc has words of its own for it


def do_effect_of_cgroup_parent(e):
    """CgroupParent and CgroupnsMode, seen in the names of the container's own groups, from where the parent is: dockerd puts relative ones below groups of its own.
    The hierarchy of version 2 is left out that may be beside those of version 1: it has no controllers."""
    look = "sed 's/[0-9a-f]\\{64\\}/ID/; s/^[0-9]*://; s/:.*\\(.apidiff-parent\\)/:\\1/' /proc/self/cgroup | grep -v ^: | sort; ls /sys/fs/cgroup | sort"
    for name, config in {"absolute": {"CgroupParent": "/apidiff-parent/inner"}, "relative": {"CgroupParent": "apidiff-parent"}, "nothing but a slash": {"CgroupParent": "/"}, "upwards": {"CgroupParent": "/../../apidiff-parent"}, "host": {"CgroupParent": "/apidiff-parent", "CgroupnsMode": "host"},
                         "private": {"CgroupParent": "/apidiff-parent", "CgroupnsMode": "private"}}.items():
        attempt(e, name, look, **host(**config))
    for folder in sorted(glob.glob("/sys/fs/cgroup/*/apidiff-parent") + glob.glob("/sys/fs/cgroup/*/apidiff-parent/inner"), reverse=True):
        try:
            os.rmdir(folder)  # neither engine knows whether somebody else wants it
        except OSError:
            continue  # the other engine is not through; or it was quicker


def do_effect_of_console_size(e):
    """the size that a terminal has from the beginning"""
    for size in ([33, 44], [0, 0], None):
        attempt(e, "%s" % size, "stty size", Tty=True, **host(ConsoleSize=size))


def do_effect_of_shell(e):
    """Shell is what runs a health check's line"""
    for shell in (None, [], ["/bin/echo", "shell"], ["/bin/sh", "-e", "-c"], ["/nosuch"]):
        i = e.container(["sleep", "300"], Shell=shell, Healthcheck={"Test": ["CMD-SHELL", "false; echo went on"], "Interval": 200000000})
        end = time.time() + 20
        while time.time() < end and not e.raw("GET", "/containers/%s/json" % i)["State"]["Health"]["Log"]:
            time.sleep(0.05)
        seen = e.raw("GET", "/containers/%s/json" % i)["State"]["Health"]["Log"][0]
        e.note("%s" % shell, [seen["ExitCode"], seen["Output"]])
        e.raw("DELETE", "/containers/%s?force=1" % i)


def do_effect_of_addresses(e):
    """addresses of one's own, of both families, and links on one's own network"""
    e.raw("POST", "/networks/create", {"Name": "apidiff-six", "EnableIPv6": True, "IPAM": {"Config": [{"Subnet": "172.28.79.0/24"}, {"Subnet": "fd00:28:79::/64"}]}})
    e.later("DELETE", "/networks/apidiff-six")
    look = "ip -o addr show eth0 | awk '$4 !~ /^fe80/ {print $3, $4}'; cat /etc/hosts | grep -c fd00; ip -6 route | grep -c default"
    for name, ipam in {"four": {"IPv4Address": "172.28.79.40"}, "six": {"IPv6Address": "fd00:28:79::40"}, "both": {"IPv4Address": "172.28.79.41", "IPv6Address": "fd00:28:79::41"}, "outside": {"IPv6Address": "fd00:99::1"}, "four as six": {"IPv6Address": "172.28.79.42"}}.items():
        attempt(e, name, look, NetworkingConfig={"EndpointsConfig": {"apidiff-six": {"IPAMConfig": ipam}}}, **host(NetworkMode="apidiff-six"))
    e.container(["sleep", "300"], name="apidiff-linked", HostConfig={"NetworkMode": "apidiff-six"}, NetworkingConfig={"EndpointsConfig": {"apidiff-six": {"IPAMConfig": {"IPv4Address": "172.28.79.50"}, "Aliases": ["known-as"]}}})
    find = "for n in apidiff-linked known-as linked; do nslookup $n 127.0.0.11 2>/dev/null | grep -c '172.28.79.50'; done"
    attempt(e, "names", find, **host(NetworkMode="apidiff-six"))
    attempt(e, "link", find, NetworkingConfig={"EndpointsConfig": {"apidiff-six": {"Links": ["apidiff-linked:linked"]}}}, **host(NetworkMode="apidiff-six"))
    attempt(e, "link of the host's configuration", find, **host(NetworkMode="apidiff-six", Links=["apidiff-linked:linked"]))
    for name, links, own in (("the host's", ["apidiff-linked:linked"], None), ("the endpoint's", None, ["apidiff-linked:linked"]), ("both", ["apidiff-linked:linked"], ["apidiff-linked:linked"])):  # the last is what the docker command sends
        i = e.container(["sleep", "300"], name="apidiff-linker", HostConfig={"NetworkMode": "apidiff-six", "Links": links}, NetworkingConfig={"EndpointsConfig": {"apidiff-six": {"Links": own}}})
        e.call("shown, " + name, "GET", "/containers/apidiff-linker/json", keep=lambda j: [j["HostConfig"]["Links"], j["NetworkSettings"]["Networks"]["apidiff-six"]["Links"]])
        e.call("listed, " + name, "GET", "/containers/apidiff-linked/json", keep=lambda j: j["Name"])
        e.raw("DELETE", "/containers/%s?force=1" % i)


def do_effect_of_realtime(e):
    """real-time limits: the group above has no time to give away unless somebody gave it some, so that the kernel refuses each runtime"""
    look = "cat /sys/fs/cgroup/cpu/cpu.rt_period_us /sys/fs/cgroup/cpu/cpu.rt_runtime_us"
    for name, config in {"none": {}, "period": {"CpuRealtimePeriod": 100000}, "runtime": {"CpuRealtimeRuntime": 5000}, "both": {"CpuRealtimePeriod": 100000, "CpuRealtimeRuntime": 5000}, "more than the period": {"CpuRealtimePeriod": 1000, "CpuRealtimeRuntime": 2000},
                         "minus": {"CpuRealtimeRuntime": -1}, "minus period": {"CpuRealtimePeriod": -1}, "short period": {"CpuRealtimePeriod": 1}}.items():
        body = {"Image": "busybox:latest", "Cmd": ["sh", "-c", look], "HostConfig": config}
        a = e.raw("POST", "/containers/create", body)
        if a.status != 201:
            e.note(name, answered(a))
            continue
        path = "/containers/" + a["Id"]
        e.later("DELETE", path + "?force=1")
        started = e.raw("POST", path + "/start")
        e.raw("POST", path + "/wait")
        state = e.raw("GET", path + "/json")["State"]
        inside = demux(e.raw("GET", path + "/logs?stdout=1").body) if started.status == 204 else "invalid argument" in started["message"]
        e.note(name, [a["Warnings"], started.status, inside, state["Status"], state["ExitCode"]])
