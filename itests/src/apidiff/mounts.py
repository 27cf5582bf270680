"""Mounts of every type and option, where they come from, and what is refused."""
from attempts import answered, attempt, refused, started


def host(**config):
    return {"HostConfig": config}


def binds(*texts):
    return host(Binds=list(texts))


def mount(**m):
    return host(Mounts=[m])


def seen(*targets):
    """of each target: options, propagation, file system"""
    return "; ".join("grep ' %s ' /proc/self/mountinfo | sed 's/ shared:[0-9]*/ shared/; s/ master:[0-9]*/ master/; s/inode64//; s/,*$//' | awk '{print $5, $6, $7, $8, $9}'" % t for t in targets)


def folder(e, path, script="true"):
    """a folder of the host, made by the engine itself, with nothing in it but what the script makes"""
    i = e.container(["sh", "-c", "rm -rf /made/*; " + script], HostConfig={"Binds": [path + ":/made"]})
    e.raw("POST", "/containers/%s/wait" % i)


def forget(e, path):
    """removes that folder of the host"""
    i = e.container(["rm", "-rf", "/above/" + path.rsplit("/", 1)[1]], HostConfig={"Binds": [path.rsplit("/", 1)[0] + ":/above"]})
    e.raw("POST", "/containers/%s/wait" % i)


def shown(e, name, **config):
    """what inspect says of the mounts"""
    a = e.raw("POST", "/containers/create", dict({"Image": "busybox:latest", "Cmd": ["true"]}, **config))
    story = {"create": answered(a)}
    if a.status == 201:
        j = e.raw("GET", "/containers/" + a["Id"] + "/json").json
        mounts = sorted(j["Mounts"], key=lambda m: m["Destination"])
        for m in mounts:
            if m["Type"] == "volume":
                m["Source"] = "<volume>"
                if len(m["Name"]) == 64:
                    m["Name"] = "<id>"
        story["mounts"] = mounts
        story["asked"] = {k: j["HostConfig"].get(k) for k in ("Binds", "Mounts", "Tmpfs", "VolumesFrom", "VolumeDriver")}
        e.raw("DELETE", "/containers/" + a["Id"] + "?v=1")
    e.note(name, story)


HERE = "/tmp/apidiff-mounts"


def do_bind_forms(e):
    """each form of Binds, as inspect shows it and as it is inside"""
    folder(e, HERE, "echo hello > /made/f; mkdir -p /made/d; echo deep > /made/d/f; ln -sf f /made/link")
    for mode in ("", ":rw", ":ro", ":z", ":Z", ":ro,z", ":rw,Z", ":z,Z", ":consistent", ":cached", ":delegated", ":cached,delegated", ":default", ":private", ":rprivate", ":shared",
                 ":rshared", ":slave", ":rslave", ":ro,rslave", ":rslave,rshared", ":nocopy", ":ro,rw", ":RO", ":", ":nonsense", ":ro,", ":rw:ro"):
        shown(e, "shown %s" % mode, **binds(HERE + ":/data" + mode))
        shown(e, "volume %s" % mode, **binds("apidiff-forms:/data" + mode))
    for mode in ("", ":ro", ":private", ":rprivate", ":slave", ":rslave"):
        attempt(e, "inside %s" % mode, seen("/data") + "; cat /data/f; touch /data/x && rm /data/x", **binds(HERE + ":/data" + mode))
    e.raw("DELETE", "/volumes/apidiff-forms")
    forget(e, HERE)


def do_bind_texts(e):
    """what is no bind, or a strange one"""
    for text in ("", ":", "/", "/:/", "/opt", "/opt:/", "/opt:", ":/data", "/opt:data", "tmp:/data", "t:/data", "t:data", "./x:/data", "../x:/data", "a/b:/data", "a b:/data", "-a:/data",
                 "/opt:/data:", "/opt:/data:ro:x", "/opt:/data:/x", "/opt:/data/..", "/opt:/..", "/opt:/./", "/opt/../opt:/data/../other", "//opt://data", "/opt:/da\nta",
                 "vol", "/data", "data", "vol:ro", "/data:ro", "ro", "/data:nocopy"):
        shown(e, repr(text), **binds(text))
    attempt(e, "missing source is made", "ls -la /data | wc -l", **binds("/tmp/apidiff-made/deep:/data"))
    forget(e, "/tmp/apidiff-made")
    attempt(e, "file on a file", "cat /etc/issue | wc -c | grep -c '^[1-9]'; " + seen("/etc/issue"), **binds("/etc/hostname:/etc/issue"))
    attempt(e, "file on nothing", "test -f /new/file && echo file", **binds("/etc/hostname:/new/file"))
    attempt(e, "folder on a file", "true", **binds("/opt:/etc/passwd"))
    attempt(e, "file on a folder", "true", **binds("/etc/hostname:/etc"))
    attempt(e, "on a link", "ls -ld /link; ls /home", **binds("/etc/hostname:/link"))


def do_duplicates(e):
    for name, config in {
        "binds": host(Binds=["/opt:/a", "/var:/a"]), "binds cleaned": host(Binds=["/opt:/a", "/var:/a/"]), "bind and mount": host(Binds=["/opt:/a"], Mounts=[{"Type": "tmpfs", "Target": "/a"}]),
        "mounts": host(Mounts=[{"Type": "tmpfs", "Target": "/a"}, {"Type": "tmpfs", "Target": "/a/"}]), "bind and tmpfs": host(Binds=["/opt:/a"], Tmpfs={"/a": ""}),
        "mount and tmpfs": host(Mounts=[{"Type": "volume", "Target": "/a"}], Tmpfs={"/a": ""}), "tmpfs twice": host(Tmpfs={"/a": "", "/a/": ""}),
        "volume and declared": dict(host(Binds=["/opt:/a"]), Volumes={"/a": {}}), "tmpfs and declared": dict(host(Tmpfs={"/a": ""}), Volumes={"/a": {}}),
        "mount and declared": dict(host(Mounts=[{"Type": "tmpfs", "Target": "/a"}]), Volumes={"/a": {}}), "declared dots": {"Volumes": {"/a/../b": {}}},
        "declared with a source": {"Volumes": {"/opt:/x": {}}},
    }.items():
        shown(e, name, **config)


def do_mount_texts(e):
    """Mounts that are refused, and those that are taken"""
    for name, m in {
        "no type": dict(Target="/a"), "unknown": dict(Type="nfs", Target="/a"), "npipe": dict(Type="npipe", Source="\\\\.\\pipe\\x", Target="/a"), "no target": dict(Type="bind", Source="/opt"),
        "relative": dict(Type="bind", Source="/opt", Target="a"), "root": dict(Type="bind", Source="/opt", Target="/"), "root by dots": dict(Type="tmpfs", Target="/a/.."),
        "bind no source": dict(Type="bind", Target="/a"), "bind relative": dict(Type="bind", Source="tmp", Target="/a"), "bind missing": dict(Type="bind", Source="/no/such", Target="/a"),
        "bind volume options": dict(Type="bind", Source="/opt", Target="/a", VolumeOptions={}), "bind tmpfs options": dict(Type="bind", Source="/opt", Target="/a", TmpfsOptions={}),
        "bind propagation": dict(Type="bind", Source="/opt", Target="/a", BindOptions={"Propagation": "nonsense"}), "bind dots": dict(Type="bind", Source="/opt/../opt", Target="/x/../a"),
        "bind consistency": dict(Type="bind", Source="/opt", Target="/a", Consistency="cached"), "bad consistency": dict(Type="bind", Source="/opt", Target="/a", Consistency="nonsense"),
        "volume bind options": dict(Type="volume", Source="v", Target="/a", BindOptions={}), "volume path": dict(Type="volume", Source="/opt", Target="/a"), "volume dots": dict(Type="volume", Source="../x", Target="/a"),
        "volume tmpfs options": dict(Type="volume", Source="v", Target="/a", TmpfsOptions={}), "anonymous read-only": dict(Type="volume", Target="/a", ReadOnly=True),
        "anonymous": dict(Type="volume", Target="/a"), "volume driver": dict(Type="volume", Source="v", Target="/a", VolumeOptions={"DriverConfig": {"Name": "no-such"}}),
        "volume labels": dict(Type="volume", Source="apidiff-l", Target="/a", VolumeOptions={"Labels": {"a": "b"}, "NoCopy": True, "DriverConfig": {"Name": "local", "Options": {}}}),
        "volume bad options": dict(Type="volume", Source="apidiff-o", Target="/a", VolumeOptions={"DriverConfig": {"Name": "local", "Options": {"nonsense": "x"}}}),
        "tmpfs source": dict(Type="tmpfs", Source="/x", Target="/a"), "tmpfs bind options": dict(Type="tmpfs", Target="/a", BindOptions={}), "tmpfs volume options": dict(Type="tmpfs", Target="/a", VolumeOptions={}),
        "tmpfs": dict(Type="tmpfs", Target="/a", TmpfsOptions={"SizeBytes": 1048576, "Mode": 0o1770}), "tmpfs negative": dict(Type="tmpfs", Target="/a", TmpfsOptions={"SizeBytes": -1}),
        "tmpfs tiny": dict(Type="tmpfs", Target="/a", TmpfsOptions={"SizeBytes": 1}),
        "upper": dict(Type="BIND", Source="/opt", Target="/a"), "cluster": dict(Type="cluster", Source="x", Target="/a"),
    }.items():
        shown(e, name, **mount(**m))
    e.raw("DELETE", "/volumes/apidiff-l")
    e.raw("DELETE", "/volumes/apidiff-o")


def do_mount_insides(e):
    folder(e, HERE, "echo hello > /made/f")
    look = seen("/a").replace(" master/;", "/;") + "; touch /a/x && echo written; rm -f /a/x"
    for name, m in {
        "bind": dict(Type="bind", Source=HERE, Target="/a"), "bind read-only": dict(Type="bind", Source=HERE, Target="/a", ReadOnly=True),
        "bind rslave": dict(Type="bind", Source=HERE, Target="/a", BindOptions={"Propagation": "rslave"}),
        "bind nonrecursive": dict(Type="bind", Source=HERE, Target="/a", BindOptions={"NonRecursive": True}),
        "bind private": dict(Type="bind", Source=HERE, Target="/a", BindOptions={"Propagation": "private", "NonRecursive": True}),
        "volume": dict(Type="volume", Source="apidiff-in", Target="/a"), "volume read-only": dict(Type="volume", Source="apidiff-in", Target="/a", ReadOnly=True),
        "tmpfs": dict(Type="tmpfs", Target="/a"), "tmpfs options": dict(Type="tmpfs", Target="/a", TmpfsOptions={"SizeBytes": 1048576, "Mode": 0o700}),
        "tmpfs read-only": dict(Type="tmpfs", Target="/a", ReadOnly=True), "tmpfs zero": dict(Type="tmpfs", Target="/a", TmpfsOptions={"SizeBytes": 0, "Mode": 0}),
        "tmpfs odd size": dict(Type="tmpfs", Target="/a", TmpfsOptions={"SizeBytes": 5000}),
        "dev shm": dict(Type="tmpfs", Target="/dev/shm", TmpfsOptions={"SizeBytes": 1048576}),
    }.items():
        attempt(e, name, (look + "; stat -c '%a' /a; ls /a").replace("/a", m["Target"]), **mount(**m))
    e.raw("DELETE", "/volumes/apidiff-in")
    forget(e, HERE)


def do_tmpfs(e):
    for options in ("", "size=1m", "size=1m,mode=700", "mode=1777,uid=1000,gid=10", "exec", "noexec", "suid,dev", "ro", "rw", "ro,rw", "defaults", "nr_inodes=10", "nr_blocks=10", "size=50%",
                    "noatime", "strictatime", "sync", "dirsync", "size", "size=", "size=nonsense", "nonsense", "nonsense=1", "private", "rshared", "mpol=default",
                    ",", "size=1m,,mode=700", "size=1m,size=2m", "huge=never", "inode32", "mand", "tmpcopyup"):
        attempt(e, "'%s'" % options, seen("/t") + "; stat -c '%a %u %g' /t; touch /t/x", **host(Tmpfs={"/t": options}))
    for target in ("", "/", "t", "/t/../", "/t/..", "//t", "/t/", "/a/b/c", "/tmp", "/etc/passwd", "/dev/shm", "/sys"):
        attempt(e, "at '%s'" % target, "grep -c tmpfs /proc/mounts | grep -c .; " + (seen(target.rstrip("/")) if target.startswith("/") and len(target) > 2 and ".." not in target else "true"), **host(Tmpfs={target: ""}))
    attempt(e, "none", "true", **host(Tmpfs={"/t": None}))
    attempt(e, "read-only root", "touch /t/x && echo ok", **host(Tmpfs={"/t": ""}, ReadonlyRootfs=True))


def do_special_targets(e):
    """mounts where the engine mounts something itself"""
    folder(e, HERE, "echo hello > /made/f")
    for target in ("/etc/hosts", "/etc/hostname", "/etc/resolv.conf"):
        attempt(e, "file at " + target, "cat %s; %s" % (target, seen(target)), **binds(HERE + "/f:" + target))
        attempt(e, "read-only file at " + target, "echo x > %s" % target, **binds(HERE + "/f:" + target + ":ro"))
    for target in ("/dev/shm", "/dev/mqueue", "/dev/x", "/sys/fs/cgroup", "/proc/x", "/proc", "/proc/sys", "/sys/x", "/dev/pts", "/etc"):
        attempt(e, "folder at " + target, "ls %s | head -3; ls /etc | wc -l" % (target if target not in ("/proc", "/dev", "/sys/fs/cgroup") else "/"), **binds(HERE + ":" + target))
    forget(e, HERE)


def do_nesting(e):
    """the order of mounts is by depth, not by how they are listed"""
    folder(e, HERE, "mkdir -p /made/b/c; echo outer > /made/f; echo hidden > /made/b/f")
    look = "cat /a/f; ls /a/b; touch /a/b/x && echo writable; " + seen("/a", "/a/b")
    attempt(e, "inner first", look, **host(Binds=[HERE + "/b:/a/b:ro", HERE + ":/a"]))
    attempt(e, "tmpfs inside", look, **host(Binds=[HERE + ":/a:ro"], Tmpfs={"/a/b": ""}))
    attempt(e, "missing below read-only", "true", **host(Binds=[HERE + ":/a:ro"], Tmpfs={"/a/not": ""}))
    attempt(e, "bind inside tmpfs", "ls /t/a", **host(Binds=[HERE + ":/t/a"], Tmpfs={"/t": ""}))
    attempt(e, "root read-only", "touch /a/x && rm /a/x && echo ok; touch /x", **host(Binds=[HERE + ":/a"], ReadonlyRootfs=True))
    attempt(e, "missing target and read-only root", "ls -d /q/w", **host(Binds=[HERE + ":/q/w"], ReadonlyRootfs=True))
    forget(e, HERE)


def do_volumes_from(e):
    first = e.container(["sleep", "300"], "apidiff-from", Volumes={"/declared": {}}, HostConfig={"Binds": ["apidiff-fv:/named", "/opt:/bound:ro"], "Tmpfs": {"/t": ""}})
    for refs in (["apidiff-from"], ["apidiff-from:ro"], ["apidiff-from:rw"], ["apidiff-from:z"], ["apidiff-from:ro,z"], ["apidiff-from:nocopy"], ["apidiff-from:rslave"], ["apidiff-from:nonsense"],
                 ["apidiff-from:"], [first[:12]], ["missing"], ["missing:ro"], [""], [":ro"], ["apidiff-from:ro:x"], ["apidiff-from", "apidiff-from:ro"]):
        shown(e, "%s" % [r.replace(first[:12], "<shortid>") for r in refs], **host(VolumesFrom=refs))
    attempt(e, "inside", "ls -d /declared /named /bound /t; touch /named/x && echo w; touch /bound/x", **host(VolumesFrom=["apidiff-from"]))
    attempt(e, "inside read-only", "touch /named/x; touch /declared/x", **host(VolumesFrom=["apidiff-from:ro"]))
    shown(e, "own bind wins", **host(VolumesFrom=["apidiff-from"], Binds=["/opt:/named"]))
    shown(e, "own tmpfs wins", **host(VolumesFrom=["apidiff-from"], Tmpfs={"/named": ""}))
    shown(e, "declared too", Volumes={"/named": {}, "/other": {}}, **host(VolumesFrom=["apidiff-from"]))
    e.later("DELETE", "/volumes/apidiff-fv")


def do_volume_driver(e):
    shown(e, "local", **host(VolumeDriver="local", Binds=["apidiff-vd:/v"]))
    shown(e, "missing", **host(VolumeDriver="no-such", Binds=["apidiff-vd2:/v"]))
    shown(e, "missing, declared", Volumes={"/v": {}}, **host(VolumeDriver="no-such"))
    shown(e, "missing, unused", **host(VolumeDriver="no-such", Binds=["/opt:/v"]))
    e.raw("DELETE", "/volumes/apidiff-vd")


def do_copying(e):
    """what the image has at a volume's place is copied into it once"""
    for name, config in {
        "named": binds("apidiff-c1:/etc"), "nocopy": binds("apidiff-c2:/etc:nocopy"), "mount": mount(Type="volume", Source="apidiff-c3", Target="/etc"),
        "mount nocopy": mount(Type="volume", Source="apidiff-c4", Target="/etc", VolumeOptions={"NoCopy": True}), "declared": {"Volumes": {"/etc": {}}},
        "a file": binds("apidiff-c5:/etc/passwd"), "missing": binds("apidiff-c6:/no/such"), "a link": binds("apidiff-c7:/bin/sh"), "read-only": binds("apidiff-c8:/home:ro"),
    }.items():
        attempt(e, name, "ls /etc/passwd /etc/group; stat -c '%a %u' /tmp /home", **config)
    for i in range(1, 9):
        e.raw("DELETE", "/volumes/apidiff-c%d" % i)


def do_binds_of_the_engines_folder(e):
    """a bind that shows the engine's own folder is a slave"""
    for mode in ("", ":ro", ":private", ":rslave", ":rshared", ":slave"):
        attempt(e, "root %s" % mode, seen("/h"), **binds("/:/h" + mode))
    shown(e, "shown", **binds("/:/h"))
    shown(e, "mount", **mount(Type="bind", Source="/", Target="/h"))
    shown(e, "mount with options", **mount(Type="bind", Source="/", Target="/h", BindOptions={}))


def do_propagation(e):
    """the source's own mount must propagate what is asked for"""
    for mode in ("shared", "rshared", "slave", "rslave", "private"):
        attempt(e, "of /opt %s" % mode, "true", **binds("/opt:/a:" + mode))
        attempt(e, "of /proc %s" % mode, "true", **binds("/proc/sys:/a:" + mode))


def do_archive_of_mounts(e):
    """a stopped container is shown with its mounts"""
    folder(e, HERE, "echo hello > /made/f")
    i = e.container(["true"], HostConfig={"Binds": [HERE + ":/a:ro", "apidiff-am:/v"]})
    e.raw("POST", "/containers/%s/wait" % i)
    e.later("DELETE", "/volumes/apidiff-am")
    a = e.raw("PUT", "/containers/%s/archive?path=/a" % i, b"\0" * 1024, {"Content-Type": "application/x-tar"})
    e.note("into a read-only bind", answered(a))
    a = e.raw("PUT", "/containers/%s/archive?path=/v" % i, b"\0" * 1024, {"Content-Type": "application/x-tar"})
    e.note("into a volume", answered(a))
    forget(e, HERE)
