"""Scenarios about limits: what is answered, warned of and shown when they are set and updated."""

from apidiff import demux

MIB = 1 << 20
SHOWN = ["Memory", "MemorySwap", "MemoryReservation", "MemorySwappiness", "KernelMemory", "OomKillDisable", "CpuShares", "CpuPeriod", "CpuQuota", "NanoCpus",
         "CpusetCpus", "CpusetMems", "CpuRealtimePeriod", "PidsLimit", "BlkioWeight", "ShmSize", "OomScoreAdj", "RestartPolicy"]

CREATED = [
    {"Memory": MIB}, {"Memory": -1}, {"Memory": 6 * MIB}, {"Memory": 64 * MIB, "MemorySwap": 32 * MIB}, {"MemorySwap": 64 * MIB}, {"Memory": 64 * MIB, "MemorySwap": -1},
    {"MemoryReservation": MIB}, {"MemoryReservation": -1}, {"Memory": 64 * MIB, "MemoryReservation": 65 * MIB}, {"MemorySwappiness": 101}, {"MemorySwappiness": -1},
    {"KernelMemory": MIB}, {"KernelMemory": 32 * MIB}, {"OomKillDisable": True}, {"CpuShares": 512}, {"CpuPeriod": 999}, {"CpuQuota": 999}, {"CpuQuota": -1},
    {"NanoCpus": 1}, {"NanoCpus": 500000000}, {"NanoCpus": 1 << 40}, {"NanoCpus": 1, "CpuQuota": 5000}, {"NanoCpus": 1, "CpuPeriod": 5000}, {"CpusetCpus": "0"},
    {"CpusetCpus": "4000"}, {"CpusetCpus": "a"}, {"CpusetMems": "77"}, {"CpuRealtimePeriod": 1000, "CpuRealtimeRuntime": 2000}, {"PidsLimit": 0}, {"PidsLimit": -1},
    {"PidsLimit": 9}, {"BlkioWeight": 5}, {"BlkioWeight": -1}, {"BlkioDeviceReadBps": [{"Path": "/dev/nope", "Rate": 1}]}, {"CpuPercent": 5}, {"IOMaximumIOps": 1},
    {"IOMaximumBandwidth": 1}, {"ShmSize": -1}, {"ShmSize": MIB}, {"OomScoreAdj": 1001}, {"OomScoreAdj": 400}, {"DeviceCgroupRules": ["x 1:3 rwm"]},
    {"Devices": [{"PathOnHost": "/dev/nope", "PathInContainer": "/dev/x", "CgroupPermissions": "r"}]},
    {"Devices": [{"PathOnHost": "/etc", "PathInContainer": "/dev/x", "CgroupPermissions": "r"}]},
    {"DeviceRequests": [{"Driver": "none", "Count": 1, "Capabilities": [["gpu", "x"]]}]}, {"CgroupnsMode": "bogus"}, {"StorageOpt": {"bogus": "1"}},
]
UPDATED = [
    ({}, {"Memory": MIB}), ({"Memory": 64 * MIB}, {"Memory": 128 * MIB}), ({"Memory": 64 * MIB}, {"Memory": 256 * MIB}), ({"Memory": 64 * MIB}, {"MemorySwap": -1}),
    ({}, {"MemoryReservation": 32 * MIB}), ({}, {"CpuShares": 512}), ({"NanoCpus": 500000000}, {"CpuQuota": 5000}), ({"CpuQuota": 20000}, {"NanoCpus": 500000000}),
    ({}, {"CpusetCpus": "0"}), ({}, {"CpusetCpus": "4000"}), ({"PidsLimit": 9}, {"PidsLimit": -1}), ({}, {"IOMaximumIOps": 1}),
    ({"AutoRemove": True}, {"RestartPolicy": {"Name": "always"}}),
]


def remove(e, i):
    e.raw("DELETE", "/containers/%s?force=1" % i)


def do_limits_created(e):
    """what is answered to each limit, and what is shown of it when the container runs"""
    for limits in CREATED:
        a = e.call("create %s" % limits, "POST", "/containers/create", {"Image": "busybox", "Cmd": ["sleep", "60"], "HostConfig": limits}, keep=lambda j: j.get("Warnings", j))
        if a.status != 201:
            continue
        i = a.json["Id"]
        e.note("start", e.raw("POST", "/containers/%s/start" % i).status)
        e.call("inspect", "GET", "/containers/%s/json" % i, keep=lambda j: {k: j["HostConfig"].get(k) for k in SHOWN})
        remove(e, i)


def do_limits_updated(e):
    for present, changes in UPDATED:
        i = e.container(["sleep", "60"], HostConfig=present)
        e.call("update %s with %s" % (present, changes), "POST", "/containers/%s/update" % i, changes)
        e.call("inspect", "GET", "/containers/%s/json" % i, keep=lambda j: {k: j["HostConfig"].get(k) for k in SHOWN})
        remove(e, i)


def do_limits_inside(e):
    """the files of the container's control groups, as its own mount shows them"""
    i = e.container(["sleep", "60"], HostConfig={"Memory": 64 * MIB, "CpuShares": 512, "NanoCpus": 500000000, "PidsLimit": 20, "CpusetCpus": "0", "OomScoreAdj": 100})
    script = ("cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory/memory.memsw.limit_in_bytes cpu/cpu.shares cpu/cpu.cfs_quota_us pids/pids.max cpuset/cpuset.cpus; "
              "cat /proc/self/oom_score_adj; grep Cpus_allowed_list /proc/self/status")
    x = e.raw("POST", "/containers/%s/exec" % i, {"AttachStdout": True, "AttachStderr": True, "Cmd": ["sh", "-c", script]})["Id"]
    e.note("inside", demux(e.hijack("/exec/%s/start" % x, {"Detach": False})[2]))
