"""Volumes: what is made and refused, the local driver's options, mounts that fail, lists, prunes and usage."""
import re

from apidiff import demux
from attempts import answered
from events import Watch
from events import told as told_of
from scenarios import q

# The engine's own folder; and what the runtime's messages start with, which leaves no room in a report for what they say.
OWN = [(re.compile(r"\S*/volumes/"), "<root>/volumes/"), (re.compile("failed to create shim task: OCI runtime create failed: .*?container init: "), "OCI: ")]


def plain(text):
    for pattern, word in OWN if isinstance(text, str) else []:
        text = pattern.sub(word, text)
    return text


def told(a):
    return [plain(x) for x in answered(a)]


def tried(e, name, start=True, volume="apidiff-lv", **body):
    """creates a volume, looks at it, lets a container use it, and removes both"""
    a = e.raw("POST", "/volumes/create", dict({"Name": volume}, **body))
    story = {"create": told(a)}
    if a.status == 201:
        story["seen"] = {k: a.json[k] for k in a.json if k not in ("Mountpoint", "CreatedAt")}
        if start:
            story["used"] = used(e, volume)
        story["remove"] = told(e.raw("DELETE", "/volumes/" + volume))
    e.note(name, story)


def used(e, volume, script="grep ' /v ' /proc/self/mountinfo | sed 's/.* - //; s/,inode64//; s/ [^ ]*size=[0-9]*k.*/ sized/'; touch /v/x && echo w", **config):
    body = dict({"Image": "busybox:latest", "Cmd": ["sh", "-c", script], "HostConfig": {"Binds": [volume + ":/v"]}}, **config)
    a = e.raw("POST", "/containers/create", body)
    story = {"create": told(a)}
    if a.status == 201:
        path = "/containers/" + a["Id"]
        b = e.raw("POST", path + "/start")
        story["start"] = told(b)
        if b.status == 204:
            e.raw("POST", path + "/wait")
            story["printed"] = demux(e.raw("GET", path + "/logs?stdout=1&stderr=1").body)
        state = e.raw("GET", path + "/json")["State"]
        story["state"] = [state["Status"], state["ExitCode"], plain(state["Error"])]
        e.raw("DELETE", path + "?force=1")
    return story


def options(o=None, **opts):
    return {"DriverOpts": dict(opts, **({} if o is None else {"o": o}))}


def do_volume_options(e):
    """the local driver's options: which are needed, which are refused"""
    for name, body in {
        "none": {}, "null": {"DriverOpts": None}, "empty": options(), "unknown": options(purple="1"), "case": options(Type="tmpfs"), "empty key": {"DriverOpts": {"": "x"}},
        "type only": options(type="tmpfs"), "device only": options(device="tmpfs"), "o only": options(o="ro"), "o and type": options(o="ro", type="tmpfs"), "o and device": options(o="ro", device="x"),
        "type empty": options(type="", device="/opt", o="bind"), "device empty": options(type="tmpfs", device=""), "all empty": options(type="", device="", o=""),
        "o empty": options(type="tmpfs", device="tmpfs", o=""), "size nonsense": options(size="x"), "size": options(size="10m"), "size zero": options(size="0"), "size minus": options(size="-1"),
        "size empty": options(size=""), "size spaced": options(size="10 MB"), "size fraction": options(size="1.5g"), "size unit": options(size="10q"), "size with type": options(size="0", type="tmpfs", device="tmpfs"),
        "lines": options(type="tmpfs", device="a\nb", o="ro\n"), "not a text": {"DriverOpts": {"type": 1}}, "labels": {"Labels": {"a": "b", "": "c", "d": ""}}, "labels null": {"Labels": None},
        "driver": {"Driver": "local"}, "driver empty": {"Driver": ""}, "driver unknown": {"Driver": "no-such"}, "driver bad": {"Driver": "a/b c"}, "driver case": {"Driver": "Local"},
    }.items():
        tried(e, name, start=False, **body)


def do_volume_names(e):
    for name in ("", "a", "ab", "a" * 255, "a" * 256, "A.b_c-d", "-a", ".a", "..", "_a", "a/b", "a b", "a:b", "ä", "a\n", "a" + "." * 3, "con", "0", "00", "metadata.db", "backingFsBlockDev", "volumes"):
        a = e.raw("POST", "/volumes/create", {"Name": name})
        story = [re.sub(r"(mkdir|stat) \S*", r"\1", str(x)) for x in told(a)]
        if a.status == 201:
            story.append("<id>" if len(a["Name"]) == 64 else a["Name"])
            story.append(a["Mountpoint"].endswith("/volumes/" + a["Name"] + "/_data"))
            e.raw("DELETE", "/volumes/" + a["Name"])
        e.note(repr(name)[:20] + str(len(name)), story)


def do_volume_again(e):
    """the same name a second time, with other wishes"""
    e.raw("POST", "/volumes/create", {"Name": "apidiff-lv", "Labels": {"a": "1"}, "DriverOpts": {"type": "tmpfs", "device": "tmpfs"}})
    e.later("DELETE", "/volumes/apidiff-lv?force=1")
    for name, body in {
        "same": {"Labels": {"a": "1"}, "DriverOpts": {"type": "tmpfs", "device": "tmpfs"}}, "bare": {}, "other labels": {"Labels": {"b": "2"}}, "other options": options(type="tmpfs", device="x", o="ro"),
        "bad options": options(purple="1"), "local": {"Driver": "local"}, "local, other options": dict(options(type="tmpfs", device="x"), Driver="local"), "local, bad options": dict(options(purple="1"), Driver="local"),
        "unknown driver": {"Driver": "no-such"},
    }.items():
        a = e.raw("POST", "/volumes/create", dict({"Name": "apidiff-lv"}, **body))
        e.note(name, told(a) + [a.json.get(k) for k in ("Labels", "Options", "Driver")])
        e.call(name + ", then", "GET", "/volumes/apidiff-lv", keep=lambda j: [j["Labels"], j["Options"]])
    a = e.raw("POST", "/containers/create", {"Image": "busybox:latest", "Cmd": ["true"], "HostConfig": {"Mounts": [
        {"Type": "volume", "Source": "apidiff-lv", "Target": "/v", "VolumeOptions": {"DriverConfig": {"Name": "local", "Options": {"type": "none", "device": "/", "o": "bind"}}, "Labels": {"c": "3"}}}]}})
    e.note("by a mount", told(a))
    e.raw("DELETE", "/containers/" + a["Id"])
    e.call("by a mount, then", "GET", "/volumes/apidiff-lv", keep=lambda j: [j["Labels"], j["Options"]])


def do_volume_local_mounts(e):
    """what the options mount, and what the kernel says of what cannot be"""
    for name, body in {
        "tmpfs": options(type="tmpfs", device="tmpfs"), "tmpfs sized": options(type="tmpfs", device="any name", o="size=1m,mode=700"), "tmpfs ro": options(type="tmpfs", device="tmpfs", o="ro"),
        "tmpfs flags": options(type="tmpfs", device="tmpfs", o="nosuid,nodev,noexec,noatime"), "tmpfs rw": options(type="tmpfs", device="tmpfs", o="ro,rw"), "tmpfs defaults": options(type="tmpfs", device="tmpfs", o="defaults"),
        "tmpfs bad": options(type="tmpfs", device="tmpfs", o="purple"), "tmpfs bad value": options(type="tmpfs", device="tmpfs", o="size=purple"), "tmpfs _netdev": options(type="tmpfs", device="tmpfs", o="_netdev"),
        "tmpfs empty word": options(type="tmpfs", device="tmpfs", o=",size=1m,"), "tmpfs spaced": options(type="tmpfs", device="tmpfs", o="size=1m, mode=700"),
        "tmpfs twice": options(type="tmpfs", device="tmpfs", o="size=1m,size=2m"), "tmpfs shared": options(type="tmpfs", device="tmpfs", o="shared"), "tmpfs size": options(type="tmpfs", device="tmpfs", size="0"),
        "bind": options(type="none", device="/opt", o="bind"), "bind by type": options(type="bind", device="/opt", o="bind"), "bind no type": options(type="", device="/opt", o="bind"),
        "bind ro": options(type="none", device="/opt", o="bind,ro"), "rbind": options(type="none", device="/opt", o="rbind"), "rbind ro": options(type="none", device="/opt", o="rbind,ro"),
        "bind with data": options(type="none", device="/opt", o="bind,purple=1"), "no bind": options(type="none", device="/opt"), "bind type alone": options(type="bind", device="/opt"),
        "bind missing": options(type="none", device="/no/such", o="bind"), "bind missing ro": options(type="none", device="/no/such", o="bind,ro"), "bind relative": options(type="none", device="no-such", o="bind"),
        "bind a file": options(type="none", device="/etc/passwd", o="bind"), "no device": options(type="none", device="", o="bind"),
        "unknown type": options(type="purple", device="x"), "ext4 missing": options(type="ext4", device="/dev/no-such"), "ext4 no block": options(type="ext4", device="/etc/passwd"),
        "ext4 char": options(type="ext4", device="/dev/null"), "proc": options(type="proc", device="proc"), "overlay bad": options(type="overlay", device="overlay", o="lowerdir=/no/such"),
        "nfs": options(type="nfs", device=":/x", o="addr=127.0.0.1,nolock,soft"), "nfs by name": options(type="nfs", device=":/x", o="addr=localhost,nolock,soft,ro"),
        "nfs unknown name": options(type="nfs", device=":/x", o="addr=no-such.invalid"), "nfs no addr": options(type="nfs", device="127.0.0.1:/x"), "nfs4 by name": options(type="nfs4", device=":/x", o="addr=localhost"),
        "nfs empty addr": options(type="nfs", device=":/x", o="addr="), "nfs v6": options(type="nfs", device=":/x", o="addr=::1"), "nfs clientaddr": options(type="nfs", device=":/x", o="clientaddr=no-such.invalid"),
        "cifs": options(type="cifs", device="//127.0.0.1/x", o="addr=127.0.0.1,username=u"), "cifs name": options(type="cifs", device="//localhost/x", o="username=u,addr=localhost"),
    }.items():
        tried(e, name, **body)


def do_volume_failed_start(e):
    """a container with one volume that works and one whose device fails: how it is told, and what is left"""
    e.raw("POST", "/volumes/create", dict(Name="apidiff-good", **options(type="tmpfs", device="tmpfs")))
    e.raw("POST", "/volumes/create", dict(Name="apidiff-bad", **options(type="none", device="/no/such", o="bind")))
    i = e.container(["true"], start=False, HostConfig={"Mounts": [{"Type": "volume", "Source": "apidiff-" + n, "Target": "/" + n, "VolumeOptions": {"NoCopy": True}} for n in ("good", "bad")]})
    e.note("start", told(e.raw("POST", "/containers/%s/start" % i)))
    e.call("state", "GET", "/containers/%s/json" % i, keep=lambda j: [j["State"]["Status"], j["State"]["ExitCode"], plain(j["State"]["Error"])])
    e.note("again", told(e.raw("POST", "/containers/%s/start" % i)))
    e.note("remove in use", [re.sub("[0-9a-f]{64}", "<id>", str(x)) for x in told(e.raw("DELETE", "/volumes/apidiff-good"))])
    e.raw("DELETE", "/containers/" + i)
    e.call("remove good", "DELETE", "/volumes/apidiff-good")
    e.call("remove bad", "DELETE", "/volumes/apidiff-bad")


def do_volume_failed_events(e):
    """what is told of volumes when a start fails after they are mounted"""
    e.raw("POST", "/volumes/create", dict(Name="apidiff-good", **options(type="tmpfs", device="tmpfs")))
    e.raw("POST", "/volumes/create", dict(Name="apidiff-bad", **options(type="none", device="/no/such", o="bind")))
    for name, cmd, volumes in (("no such program", ["/no/such/program"], ["good"]), ("no such device", ["true"], ["good", "bad"])):
        i = e.container(cmd, start=False, HostConfig={"Mounts": [{"Type": "volume", "Source": "apidiff-" + n, "Target": "/" + n, "VolumeOptions": {"NoCopy": True}} for n in volumes]})
        w = Watch(e, type=["volume"])
        e.raw("POST", "/containers/%s/start" % i)
        w(name, keep=lambda d: sorted(([x[1], sorted(x[2].items()), x[7]] for x in told_of(d)), key=str))
        e.raw("DELETE", "/containers/" + i)
    e.raw("DELETE", "/volumes/apidiff-good")
    e.raw("DELETE", "/volumes/apidiff-bad")


def do_volume_filling_fails(e):
    """a volume with a device that fails, at a place where the image has something"""
    for name, mount in {"missing": options(type="none", device="/no/such", o="bind"), "tmpfs": options(type="tmpfs", device="tmpfs"), "read-only": options(type="tmpfs", device="tmpfs", o="ro")}.items():
        e.raw("POST", "/volumes/create", dict(Name="apidiff-fill", **mount))
        e.note(name, used(e, "apidiff-fill", "ls /v", HostConfig={"Binds": ["apidiff-fill:/etc"]}))
        e.note(name + ", elsewhere", used(e, "apidiff-fill", "ls /v", HostConfig={"Binds": ["apidiff-fill:/no/such"]}))
        e.note(name + ", nocopy", used(e, "apidiff-fill", "ls /v", HostConfig={"Binds": ["apidiff-fill:/etc:nocopy"]}))
        e.call(name + ", remove", "DELETE", "/volumes/apidiff-fill")


def do_volume_sharing(e):
    """one volume, two containers, one of them reading only"""
    e.raw("POST", "/volumes/create", dict(Name="apidiff-sh", **options(type="tmpfs", device="tmpfs")))
    e.later("DELETE", "/volumes/apidiff-sh?force=1")
    first = e.container(["sh", "-c", "echo here > /v/f; sleep 300"], HostConfig={"Binds": ["apidiff-sh:/v"]})
    look = "until cat /v/f 2>/dev/null; do sleep 0.1; done; touch /v/g && echo w"
    e.note("reading", used(e, "apidiff-sh", look, HostConfig={"Binds": ["apidiff-sh:/v:ro"]}))
    e.note("writing", used(e, "apidiff-sh", look))
    e.note("from, ro", used(e, "apidiff-sh", look, HostConfig={"VolumesFrom": [first + ":ro"]}))
    e.note("from", used(e, "apidiff-sh", look, HostConfig={"VolumesFrom": [first]}))
    e.raw("POST", "/containers/%s/kill" % first)
    e.raw("POST", "/containers/%s/wait" % first)
    e.note("after the last", used(e, "apidiff-sh", "ls -A /v"))
    e.note("twice in one", used(e, "apidiff-sh", "echo x > /a/f; cat /b/f; touch /b/g", HostConfig={"Binds": ["apidiff-sh:/a", "apidiff-sh:/b:ro"]}))


def do_volume_lists(e):
    """each filter of the list"""
    for name, body in {"apidiff-l1": {"Labels": {"vl": "1", "e": ""}}, "apidiff-l2": {"Labels": {"vl": "2", "e": ""}}, "apidiff-L3": {"Labels": {"e": ""}}, "xapidiff-l4": {"Labels": {"e": "x=y"}}}.items():
        e.raw("POST", "/volumes/create", dict({"Name": name}, **body))
        e.later("DELETE", "/volumes/%s?force=1" % name)
    e.container(["true"], start=False, HostConfig={"Binds": ["apidiff-l1:/v"]})
    ours = {"label": ["e"]}
    for name, filters in {
        "all": {}, "name": {"name": ["apidiff-l1"]}, "names": {"name": ["apidiff-l1", "L3"]}, "name part": {"name": ["pidiff-l"]}, "name pattern": {"name": ["^apidiff-l[12]$"]}, "name bad pattern": {"name": ["["]},
        "name empty": {"name": [""]}, "name none": {"name": []}, "driver": {"driver": ["local"]}, "driver other": {"driver": ["no-such"]}, "drivers": {"driver": ["no-such", "local"]}, "driver part": {"driver": ["loc"]},
        "label": {"label": ["vl"]}, "label value": {"label": ["vl=1"]}, "labels": {"label": ["vl", "e"]}, "labels no": {"label": ["vl=1", "vl=2"]}, "label empty value": {"label": ["e="]}, "label with equals": {"label": ["e=x=y"]},
        "label!": {"label!": ["vl"]}, "dangling true": {"dangling": ["true"]}, "dangling 1": {"dangling": ["1"]}, "dangling false": {"dangling": ["false"]}, "dangling 0": {"dangling": ["0"]}, "dangling bad": {"dangling": ["purple"]},
        "dangling both": {"dangling": ["true", "false"]}, "dangling empty": {"dangling": [""]}, "all together": {"dangling": ["true"], "name": ["apidiff"], "driver": ["local"]}, "unknown": {"purple": ["x"]},
        "map": {"name": {"apidiff-l1": True}}, "scope": {"scope": ["local"]},
    }.items():
        asked = dict(ours, **filters)
        e.call(name, "GET", "/volumes?" + q(filters=asked), keep=lambda j: sorted(v["Name"] for v in j["Volumes"]) if "Volumes" in j else j)
    e.call("fields", "GET", "/volumes?" + q(filters={"name": ["apidiff-l1"]}), keep=lambda j: [sorted(j), j["Warnings"], [sorted(v) for v in j["Volumes"]]])
    e.call("nothing", "GET", "/volumes?" + q(filters={"name": ["no-such"]}))


def do_volume_removals(e):
    """removing what is used, what is not, and what is not there"""
    e.raw("POST", "/volumes/create", {"Name": "apidiff-rv"})
    i = e.container(["true"], name="apidiff-rvc", start=False, HostConfig={"Binds": ["apidiff-rv:/v"]})
    hide = lambda a: [re.sub("[0-9a-f]{64}", "<id>", str(x)) for x in told(a)]
    for query in ("", "?force=1", "?force=0", "?force=purple", "?force="):
        e.note("used" + query, hide(e.raw("DELETE", "/volumes/apidiff-rv" + query)))
    e.raw("DELETE", "/containers/" + i)
    e.call("removed", "DELETE", "/volumes/apidiff-rv")
    for query in ("", "?force=1", "?force=0", "?force=purple", "?force="):
        e.note("missing" + query, hide(e.raw("DELETE", "/volumes/apidiff-rv" + query)))
        e.note("short" + query, hide(e.raw("DELETE", "/volumes/x" + query)))


def do_volume_prunes(e):
    """what a prune takes, how much it tells of, and what it refuses"""
    def make(name, size=0, **labels):
        e.raw("POST", "/volumes/create", {"Name": name, "Labels": dict(labels, pr="")})
        e.later("DELETE", "/volumes/%s?force=1" % name)
        if size:
            i = e.container(["sh", "-c", "head -c %d /dev/zero > /v/f; ln /v/f /v/g; ln -s /v/f /v/h; mkdir /v/d" % size], HostConfig={"Binds": [name + ":/v"]})
            e.raw("POST", "/containers/%s/wait" % i)
            e.raw("DELETE", "/containers/" + i)
    prune = lambda filters: "/volumes/prune?" + q(filters=filters)
    keep = lambda j: [sorted(j.get("VolumesDeleted") or []), type(j.get("VolumesDeleted")).__name__, j.get("SpaceReclaimed"), j.get("message")]
    make("apidiff-p1", 5000, a="1")
    make("apidiff-p2", 0, a="2")
    make("apidiff-p3", 100, b="")
    e.raw("POST", "/volumes/create", dict(Name="apidiff-po", Labels={"pr": "", "o": ""}, **options(type="tmpfs", device="tmpfs")))
    e.later("DELETE", "/volumes/apidiff-po?force=1")
    e.container(["true"], start=False, HostConfig={"Binds": ["apidiff-p2:/v"]})
    for name, filters in {"with options": {"label": ["o"]}, "nothing": {"label": ["pr=no"]}, "one": {"label": ["pr", "a=1"]}, "again": {"label": ["pr", "a=1"]}, "used": {"label": ["pr", "a=2"]}, "not": {"label": ["pr"], "label!": ["b"]}, "rest": {"label": ["pr"]},
                          "unknown": {"purple": ["x"]}, "dangling": {"dangling": ["true"]}, "driver": {"driver": ["local"]}, "until": {"until": ["1h"]}, "name": {"name": ["x"]}, "all": {"all": ["1"], "label": ["pr"]},
                          "all purple": {"all": ["purple"], "label": ["pr"]}}.items():
        e.call(name, "POST", prune(filters), keep=keep)


def do_volume_usage(e):
    """what system df tells of volumes"""
    i = e.container(["sh", "-c", "head -c 5000 /dev/zero > /v/f; ln /v/f /v/g; ln -s /v/f /v/h; mkdir /v/d; echo x > /v/d/x; echo y > /t/y"], HostConfig={"Binds": ["apidiff-us:/v", "apidiff-ut:/t"]})
    e.later("DELETE", "/volumes/apidiff-us?force=1")
    e.later("DELETE", "/volumes/apidiff-ut?force=1")
    e.raw("POST", "/containers/%s/wait" % i)
    j = e.container(["true"], start=False, HostConfig={"VolumesFrom": [i]})
    e.raw("POST", "/volumes/create", dict(Name="apidiff-um", **options(type="tmpfs", device="tmpfs")))
    e.later("DELETE", "/volumes/apidiff-um?force=1")
    keep = lambda j: sorted([v["Name"], v["UsageData"], sorted(v)] for v in j["Volumes"] if v["Name"].startswith("apidiff-u"))
    e.call("two users", "GET", "/system/df", keep=keep)
    e.raw("DELETE", "/containers/" + j)
    e.raw("DELETE", "/containers/" + i)
    e.call("no user", "GET", "/system/df", keep=keep)
    e.call("inspect has none", "GET", "/volumes/apidiff-us", keep=sorted)


def do_volume_anonymous(e):
    """which anonymous volumes go with their container"""
    def volumes(i):
        return {m["Destination"]: m["Name"] for m in e.raw("GET", "/containers/%s/json" % i)["Mounts"]}
    def there(names):
        return {d: e.raw("GET", "/volumes/" + n).status for d, n in sorted(names.items())}
    e.raw("POST", "/volumes/create", {"Name": "apidiff-an"})
    e.later("DELETE", "/volumes/apidiff-an?force=1")
    made = e.raw("POST", "/volumes/create", {})["Name"]
    e.later("DELETE", "/volumes/%s?force=1" % made)
    config = dict(Volumes={"/declared": {}}, HostConfig={"Binds": ["/bound", "apidiff-an:/named", made + ":/made"], "Mounts": [{"Type": "volume", "Target": "/mounted"}]})
    for query in ("", "?v=0", "?v=1", "?v=1&force=1"):
        i = e.container(["true"], start=False, **config)
        names = volumes(i)
        e.raw("DELETE", "/containers/" + i + query)
        e.note("removed" + query, there(names))
        for d in ("/declared", "/bound", "/mounted"):
            e.later("DELETE", "/volumes/%s?force=1" % names[d])
    i = e.container(["true"], start=False, **config)
    names = volumes(i)
    e.raw("DELETE", "/containers/" + i)
    j = e.container(["true"], start=False, HostConfig={"Binds": [names["/declared"] + ":/a", names["/bound"] + ":/b:ro"], "Mounts": [{"Type": "volume", "Source": names["/mounted"], "Target": "/c"}]})
    e.raw("DELETE", "/containers/%s?v=1" % j)
    e.note("named by another", there(names))
    for d in ("/declared", "/bound", "/mounted"):
        e.later("DELETE", "/volumes/%s?force=1" % names[d])
    i = e.container(["true"], start=False, **config)
    names = volumes(i)
    j = e.container(["true"], start=False, HostConfig={"VolumesFrom": [i]})
    e.raw("DELETE", "/containers/%s?v=1" % i)
    e.note("shared, first removed", there(names))
    e.raw("DELETE", "/containers/%s?v=1" % j)
    e.note("shared, second removed", there(names))
    for d in ("/declared", "/bound", "/mounted"):
        e.later("DELETE", "/volumes/%s?force=1" % names[d])
