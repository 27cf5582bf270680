"""Every field of the configurations with a value of each kind of JSON: what is refused in which words, and what is taken as what."""
from attempts import answered

WORD = "purple"
KINDS = {"text": WORD, "empty text": "", "number": 7, "zero": 0, "minus": -7, "fraction": 1.5, "exponent": 1e3, "huge": 1 << 70, "long": (1 << 63) - 1, "true": True, "false": False, "null": None, "list": [], "list of text": [WORD], "list of number": [7], "list of null": [None], "list of map": [{}],
         "list of lists": [[WORD]], "map": {}, "map of text": {WORD: WORD}, "map of number": {WORD: 7}, "map of null": {WORD: None}, "map of map": {WORD: {}}, "map of list": {WORD: []}, "map of lists": {WORD: [WORD]}, "map of list of map": {"80/tcp": [{}]}}

CONFIG = ("Hostname", "Domainname", "User", "AttachStdin", "AttachStdout", "AttachStderr", "ExposedPorts", "Tty", "OpenStdin", "StdinOnce", "Env", "Cmd", "Healthcheck", "ArgsEscaped", "Image", "Volumes", "WorkingDir", "Entrypoint", "NetworkDisabled", "MacAddress", "OnBuild", "Labels", "StopSignal", "StopTimeout", "Shell",
          "HostConfig", "NetworkingConfig")
HOST = ("CpuShares", "Memory", "CgroupParent", "BlkioWeight", "BlkioWeightDevice", "BlkioDeviceReadBps", "BlkioDeviceWriteBps", "BlkioDeviceReadIOps", "BlkioDeviceWriteIOps", "CpuPeriod", "CpuQuota", "CpuRealtimePeriod", "CpuRealtimeRuntime", "CpusetCpus", "CpusetMems", "Devices", "DeviceCgroupRules", "DeviceRequests",
        "KernelMemory", "KernelMemoryTCP", "MemoryReservation", "MemorySwap", "MemorySwappiness", "NanoCpus", "OomKillDisable", "Init", "PidsLimit", "Ulimits", "CpuCount", "CpuPercent", "IOMaximumIOps", "IOMaximumBandwidth", "Binds", "ContainerIDFile", "LogConfig", "NetworkMode", "PortBindings", "RestartPolicy", "AutoRemove",
        "VolumeDriver", "VolumesFrom", "Mounts", "CapAdd", "CapDrop", "CgroupnsMode", "Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "GroupAdd", "IpcMode", "Cgroup", "Links", "OomScoreAdj", "PidMode", "Privileged", "PublishAllPorts", "ReadonlyRootfs", "SecurityOpt", "StorageOpt", "Tmpfs", "UTSMode", "UsernsMode", "ShmSize", "Sysctls",
        "Runtime", "ConsoleSize", "Isolation", "MaskedPaths", "ReadonlyPaths", "Capabilities")
MOUNT = "HostConfig.Mounts.0"
BIND, VOLUME, TMPFS = ({MOUNT: {"Type": "bind", "Source": "/opt", "Target": "/x"}}, {MOUNT: {"Type": "volume", "Source": "apidiff-val", "Target": "/x"}}, {MOUNT: {"Type": "tmpfs", "Target": "/x"}})
BRIDGE = "NetworkingConfig.EndpointsConfig.bridge"
INNER = (  # what else must be there, the way to a part, and its fields; 0 stands for an element of a list
    ({}, "Healthcheck", ("Test", "Interval", "Timeout", "Retries", "StartPeriod")), ({}, "HostConfig.RestartPolicy", ("Name", "MaximumRetryCount")), ({"HostConfig.RestartPolicy": {"Name": "on-failure"}}, "HostConfig.RestartPolicy", ("MaximumRetryCount",)), ({}, "HostConfig.LogConfig", ("Type", "Config")), ({}, "HostConfig.Ulimits.0", ("Name", "Soft", "Hard")),
    ({"HostConfig.Ulimits.0": {"Name": "nofile", "Soft": 5, "Hard": 6}}, "HostConfig.Ulimits.0", ("Soft", "Hard")), ({}, "HostConfig.Devices.0", ("PathOnHost", "PathInContainer", "CgroupPermissions")), ({}, "HostConfig.DeviceRequests.0", ("Driver", "Count", "DeviceIDs", "Capabilities", "Options")), ({}, "HostConfig.BlkioWeightDevice.0", ("Path", "Weight")),
    ({}, "HostConfig.BlkioDeviceReadBps.0", ("Path", "Rate")), ({}, "HostConfig.PortBindings.80/tcp.0", ("HostIp", "HostPort")), (BIND, MOUNT, ("Target", "Source", "Type", "ReadOnly", "Consistency", "BindOptions", "VolumeOptions", "TmpfsOptions")), (VOLUME, MOUNT, ("Source", "ReadOnly")), (TMPFS, MOUNT, ("Source", "ReadOnly")),
    (BIND, MOUNT + ".BindOptions", ("Propagation", "NonRecursive")), (VOLUME, MOUNT + ".VolumeOptions", ("NoCopy", "Labels", "DriverConfig")), (TMPFS, MOUNT + ".TmpfsOptions", ("SizeBytes", "Mode")), ({}, "NetworkingConfig", ("EndpointsConfig",)), ({}, "NetworkingConfig.EndpointsConfig", ("bridge",)),
    ({}, BRIDGE, ("IPAMConfig", "Links", "Aliases", "NetworkID", "EndpointID", "Gateway", "IPAddress", "IPPrefixLen", "IPv6Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen", "MacAddress", "DriverOpts")), ({}, BRIDGE + ".IPAMConfig", ("IPv4Address", "IPv6Address", "LinkLocalIPs")))


CRASHES = (("HostConfig.Ulimits", "list of null"),)  # the reference breaks the connection


def put(path, value):
    """a document with this value at the end of the path"""
    for key in reversed(path.split(".")):
        value = [value] if key == "0" else {key: value}
    return value


def merged(a, b):
    """two documents in one; of what both have, parts are put together, and else the second's counts"""
    if isinstance(a, dict) and isinstance(b, dict):
        return {k: merged(a[k], b[k]) if k in a and k in b else b.get(k, a.get(k)) for k in {**a, **b}}
    return [merged(a[0], b[0])] if isinstance(a, list) and isinstance(b, list) and len(a) == len(b) == 1 else b


def found(j, path):
    """what stands there afterwards"""
    for key in path.split("."):
        if j is None:
            return None
        j = (j[0] if j else None) if key == "0" else j.get(key)
    return j


def created(e, path, base=()):
    """one field with each kind of value; what inspect shows of it when it was taken"""
    for name, value in KINDS.items():
        if (path, name) in CRASHES:
            continue
        body = merged(merged({"Image": "busybox:latest", "Cmd": ["true"]}, put(*base[0]) if base else {}), put(path, value))
        a = e.raw("POST", "/containers/create", body)
        story = answered(a)
        if a.status == 201:
            j = e.raw("GET", "/containers/%s/json" % a["Id"])
            where = "NetworkSettings.Networks" + path[len("NetworkingConfig.EndpointsConfig"):] if path.startswith("NetworkingConfig.EndpointsConfig") else path if path.startswith("HostConfig") else None if path == "NetworkingConfig" else "Config." + path
            shown = found(j.json, where) if where else None
            if path in ("Hostname", "HostConfig") or where == "NetworkSettings.Networks":
                shown = None  # the container's own id, and everything
            story = {"taken": story, "as": shown}
            e.raw("DELETE", "/containers/%s?v=1" % a["Id"])
        e.note("%s, %s, %s" % (dict(base) or "", path, name), story)


def do_values_config(e):
    for field in CONFIG:
        created(e, field)


def do_values_host(e):
    for field in HOST:
        created(e, "HostConfig." + field)


def do_values_inner(e):
    for base, path, fields in INNER:
        for field in fields:
            created(e, path + "." + field, tuple(base.items()))


def do_values_update(e):
    i = e.container(["sleep", "300"])
    for field in HOST[:HOST.index("Binds")] + ("RestartPolicy", "Purple"):
        for name, value in KINDS.items():
            a = e.raw("POST", "/containers/%s/update" % i, {field: value})
            e.note("%s, %s" % (field, name), [a.status, a.body.decode("latin-1")])
            e.note("%s, %s, seen" % (field, name), e.raw("GET", "/containers/%s/json" % i)["HostConfig"].get(field))
        if e.raw("GET", "/containers/%s/json" % i)["HostConfig"].get(field):
            e.raw("DELETE", "/containers/%s?force=1" % i)
            i = e.container(["sleep", "300"])


def do_values_exec(e):
    i = e.container(["sleep", "300"])
    for field in ("User", "Privileged", "Tty", "AttachStdin", "AttachStderr", "AttachStdout", "Detach", "DetachKeys", "Env", "WorkingDir", "Cmd", "ConsoleSize", "Purple"):
        for name, value in KINDS.items():
            a = e.raw("POST", "/containers/%s/exec" % i, dict({"Cmd": ["true"]}, **{field: value}))
            story = [a.status, "" if a.status == 201 else a.body.decode("latin-1")]
            if a.status == 201:
                story.append(e.raw("GET", "/exec/%s/json" % a["Id"])["ProcessConfig"])
            e.note("%s, %s" % (field, name), story)
    for field in ("Detach", "Tty", "ConsoleSize", "Purple"):
        for name, value in KINDS.items():
            x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["true"]})["Id"]
            body = dict({"Detach": True}, **{field: value})
            a = e.raw("POST", "/exec/%s/start" % x, body)
            e.note("start, %s, %s" % (field, name), [a.status, "" if a.status == 200 else a.body.decode("latin-1")])


def do_values_queries(e):
    """every parameter of containers' calls with texts that are not of its kind"""
    i = e.container(["sh", "-c", "sleep 300"], name="apidiff-val")
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["sleep", "100"]})["Id"]
    texts = ("", "0", "1", "-1", "x", "1.5", "true", "99999999999999999999", "%00", "%C3%A9")
    for method, path, names in (
            ("POST", "/containers/apidiff-val/resize", ("h", "w")), ("POST", "/exec/%s/resize" % x, ("h", "w")), ("POST", "/exec/nosuch/resize", ("h", "w")), ("GET", "/containers/apidiff-val/json", ("size",)), ("GET", "/containers/apidiff-val/top", ("ps_args",)), ("POST", "/containers/apidiff-val/rename", ("name",)),
            ("GET", "/containers/json", ("limit", "all", "size", "filters")), ("GET", "/containers/apidiff-val/archive", ("path",)), ("HEAD", "/containers/apidiff-val/archive", ("path",)), ("GET", "/containers/apidiff-val/stats?stream=0", ("one-shot",)), ("POST", "/containers/nosuch/wait", ("condition",)), ("DELETE", "/containers/nosuch", ("v", "force", "link")),
            ("DELETE", "/containers/apidiff-val", ("v", "link")), ("POST", "/containers/apidiff-val/start", ("detachKeys", "checkpoint-dir")), ("GET", "/containers/apidiff-val/logs", ("stdout", "stderr")), ("POST", "/containers/prune", ("nothing",))):
        for name in names:
            for text in texts:
                if path.endswith("prune"):
                    path = "/containers/prune?filters=%7B%22label%22%3A%5B%22nosuch%22%5D%7D"
                a = e.raw(method, path + ("&" if "?" in path else "?") + "%s=%s" % (name, text))
                e.note("%s %s %s=%s" % (method, path.replace(x, "<exec>"), name, text), [a.status, a.type, a.body.decode("latin-1") if a.status >= 300 else ""])
                if name == "name" and a.status == 204:
                    e.raw("POST", "/containers/%s/rename?name=apidiff-val" % i)
