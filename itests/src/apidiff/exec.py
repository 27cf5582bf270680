"""Scenarios about further processes in containers."""
import json
import re
import socket
import time
import urllib.parse

from apidiff import demux


def said(stream):
    return [[kind, data.decode("latin-1")] for kind, data in demux(stream)]


def create(e, i, cmd, **more):
    a = e.raw("POST", "/containers/%s/exec" % i, dict({"AttachStdout": True, "AttachStderr": True, "Cmd": cmd}, **more))
    if a.status != 201:
        raise RuntimeError("exec: %s %s" % (a.status, a.body[:300]))
    return a["Id"]


def state(e, x):
    j = e.raw("GET", "/exec/%s/json" % x)
    return [j.status, j["Running"], j["ExitCode"]] if j.status == 200 else [j.status, j.body.decode()]


def ended(e, x):
    for _ in range(100):
        if not e.raw("GET", "/exec/%s/json" % x)["Running"]:
            break
        time.sleep(0.05)
    return state(e, x)


def played(e, i, cmd, stdin=b"", start=None, half_close=True, **more):
    """[status, content type, what it said, exit code]"""
    x = create(e, i, cmd, **more)
    terminal = more.get("Tty", False)
    status, ctype, out = e.hijack("/exec/%s/start" % x, dict({"Detach": False, "Tty": terminal}, **(start or {})), stdin=stdin, half_close=half_close)
    return [status, ctype, out.decode("latin-1") if terminal else said(out), ended(e, x)]


def same_json(j):
    return {k: v for k, v in j.items() if k not in ("Pid", "CanRemove")}


# --- create ---------------------------------------------------------------------------------------------------

def do_exec_create_errors(e):
    i = e.container(["sleep", "300"])
    for name, body in {
        "no command": {}, "empty command": {"Cmd": []}, "command of nothing": {"Cmd": [""]}, "null command": {"Cmd": None}, "text command": {"Cmd": "true"},
        "bad keys": {"Cmd": ["true"], "DetachKeys": "bogus"}, "bad env": {"Cmd": ["true"], "Env": "A=1"}, "relative folder": {"Cmd": ["true"], "WorkingDir": "tmp"},
        "number as command": {"Cmd": [1]}, "unknown field": {"Cmd": ["true"], "Purple": 1}, "no such user": {"Cmd": ["true"], "User": "nosuch"}, "bad flag": {"Cmd": ["true"], "Tty": "yes"},
    }.items():
        e.call(name, "POST", "/containers/%s/exec" % i, body, keep=lambda j: j.get("message", sorted(j)))
    e.call("no body", "POST", "/containers/%s/exec" % i)
    e.call("no type", "POST", "/containers/%s/exec" % i, b"{}")
    e.call("broken", "POST", "/containers/%s/exec" % i, b"{", headers={"Content-Type": "application/json"})
    e.call("missing", "POST", "/containers/nosuch/exec", {"Cmd": ["true"]})
    e.call("missing, no command", "POST", "/containers/nosuch/exec", {})
    created = e.container(["true"], start=False)
    e.call("created", "POST", "/containers/%s/exec" % created, {"Cmd": ["true"]})
    gone = e.container(["true"])
    e.raw("POST", "/containers/%s/wait" % gone)
    e.call("exited", "POST", "/containers/%s/exec" % gone, {"Cmd": ["true"]})
    paused = e.container(["sleep", "300"])
    x = create(e, paused, ["true"])
    e.raw("POST", "/containers/%s/pause" % paused)
    e.call("paused", "POST", "/containers/%s/exec" % paused, {"Cmd": ["true"]})
    e.call("paused start", "POST", "/exec/%s/start" % x, {"Detach": True})
    a = e.hijack("/exec/%s/start" % x, {"Detach": False})
    e.note("paused start, attached", [a[0], a[1], a[2].decode("latin-1")])
    e.call("paused inspect", "GET", "/exec/%s/json" % x, keep=same_json)
    e.raw("POST", "/containers/%s/unpause" % paused)
    e.call("start after that", "POST", "/exec/%s/start" % x, {"Detach": True})


def do_exec_inspect(e):
    i = e.container(["sleep", "300"], User="nobody", Env=["A=1"], WorkingDir="/tmp")
    for name, more in {
        "least": {}, "all": {"AttachStdin": True, "AttachStdout": True, "AttachStderr": True, "Tty": True, "Env": ["B=2"], "User": "root", "WorkingDir": "/", "DetachKeys": "ctrl-x"},
        "unprivileged": {"Privileged": False, "User": "1000:1000"}, "detached": {"Detach": True},
    }.items():
        a = e.call("create " + name, "POST", "/containers/%s/exec" % i, dict({"Cmd": ["sh", "-c", "exit 3", "x"]}, **more))
        x = a["Id"]
        e.call("created " + name, "GET", "/exec/%s/json" % x)
        e.call("start " + name, "POST", "/exec/%s/start" % x, {"Detach": True, "Tty": more.get("Tty", False)})
        ended(e, x)
        e.call("ended " + name, "GET", "/exec/%s/json" % x)
        e.call("in container " + name, "GET", "/containers/%s/json" % i, keep=lambda j: j["ExecIDs"])
    x = create(e, i, ["sleep", "100"])
    e.call("listed, created", "GET", "/containers/%s/json" % i, keep=lambda j: j["ExecIDs"])
    e.raw("POST", "/exec/%s/start" % x, {"Detach": True})
    e.call("running", "GET", "/exec/%s/json" % x)
    e.call("listed", "GET", "/containers/%s/json" % i, keep=lambda j: j["ExecIDs"])
    e.call("short id", "GET", "/exec/%s/json" % x[:12])
    e.call("missing", "GET", "/exec/nosuch/json")
    e.call("missing start", "POST", "/exec/nosuch/start", {"Detach": True})
    a = e.hijack("/exec/nosuch/start", {"Detach": False})
    e.note("missing start, attached", [a[0], a[1], a[2]])
    e.call("missing resize", "POST", "/exec/nosuch/resize?h=1&w=1")
    e.raw("POST", "/containers/%s/kill" % i)
    e.raw("POST", "/containers/%s/wait" % i)
    e.call("after the end", "GET", "/exec/%s/json" % x, keep=same_json)
    e.call("start after the end", "POST", "/exec/%s/start" % x, {"Detach": True}, keep=lambda j: j["message"].split(": ")[0])
    y = x
    e.raw("POST", "/containers/%s/start" % i)
    e.call("after a restart", "GET", "/exec/%s/json" % y, keep=lambda j: sorted(j))
    e.raw("DELETE", "/containers/%s?force=1" % i)
    e.call("after removal", "GET", "/exec/%s/json" % y)


# --- start ----------------------------------------------------------------------------------------------------

def do_exec_start_forms(e):
    i = e.container(["sleep", "300"])
    x = create(e, i, ["echo", "hi"])
    e.call("detached", "POST", "/exec/%s/start" % x, {"Detach": True})
    ended(e, x)
    e.call("twice, detached", "POST", "/exec/%s/start" % x, {"Detach": True})
    a = e.hijack("/exec/%s/start" % x, {"Detach": False})
    e.note("twice, attached", [a[0], a[1], a[2].decode("latin-1")])
    x = create(e, i, ["sleep", "100"])
    e.raw("POST", "/exec/%s/start" % x, {"Detach": True})
    e.call("runs, again", "POST", "/exec/%s/start" % x, {"Detach": True})
    for name, body in {"no body": None, "empty": {}, "no tty": {"Tty": False}, "other tty": {"Tty": True}}.items():
        x = create(e, i, ["echo", "hi"])
        a = e.hijack("/exec/%s/start" % x, body)
        e.note("start, " + name, [a[0], a[1], a[2].decode("latin-1")])
    x = create(e, i, ["echo", "hi"])
    e.call("broken body", "POST", "/exec/%s/start" % x, b"{", headers={"Content-Type": "application/json"})
    e.call("not our type", "POST", "/exec/%s/start" % x, b"{}", headers={"Content-Type": "text/plain"})
    e.call("plain form", "POST", "/exec/%s/start" % x, {"Detach": False})
    e.version = "v1.21"
    x = create(e, i, ["echo", "hi"])
    e.call("old and detached", "POST", "/exec/%s/start" % x, {"Detach": True})
    x = create(e, i, ["echo", "hi"])
    a = e.hijack("/exec/%s/start" % x, {})
    e.note("old and attached", [a[0], a[1], a[2].decode("latin-1")])


def do_exec_streams(e):
    i = e.container(["sleep", "300"])
    script = ["sh", "-c", "echo out; echo err >&2; exit 3"]
    e.note("both", played(e, i, script))
    e.note("out", played(e, i, script, AttachStderr=False))
    e.note("err", played(e, i, script, AttachStdout=False))
    e.note("none", played(e, i, script, AttachStdout=False, AttachStderr=False))
    e.note("terminal", played(e, i, script, Tty=True))
    e.note("input", played(e, i, ["cat"], stdin=b"one\ntwo\n", AttachStdin=True))
    e.note("unwanted input", played(e, i, ["sh", "-c", "sleep 0.5; cat"], stdin=b"one\ntwo\n"))  # it still runs when the input is sent
    typed = ["sh", "-c", "read x; echo got $x"]
    e.note("input to a terminal", played(e, i, typed, stdin=b"one\n", half_close=False, AttachStdin=True, Tty=True))
    # the end of the input ends the session: how much of the output still comes hangs on chance
    e.note("input to a terminal, and its end", played(e, i, typed, stdin=b"one\n", AttachStdin=True, Tty=True)[::3])
    e.note("much", [len(x) if isinstance(x, list) else x for x in [demux(e.hijack("/exec/%s/start" % create(e, i, ["sh", "-c", "head -c 3000000 /dev/zero"]), {})[2])[0][1].count(b"\0")]])
    # detach keys are left out: the reference takes the typed keys for a failure, and the exec, which runs on, for ended


def do_exec_failures(e):
    i = e.container(["sleep", "300"])
    e.raw("PUT", "/containers/%s/archive?path=/tmp" % i, b"")
    played(e, i, ["sh", "-c", "echo x > /tmp/plain; echo '#!/nosuch' > /tmp/bad; chmod 755 /tmp/bad; mkdir /tmp/dir; printf 'zzzz' > /tmp/format; chmod 755 /tmp/format"])
    for name, (cmd, more) in {
        "no such command": (["nosuch"], {}), "no such file": (["/nosuch/x"], {}), "not executable": (["/tmp/plain"], {}), "a folder": (["/tmp/dir"], {}), "no interpreter": (["/tmp/bad"], {}),
        "format": (["/tmp/format"], {}), "no such user": (["true"], {"User": "nosuch"}), "no such group": (["true"], {"User": "root:nosuch"}), "no such folder": (["true"], {"WorkingDir": "/nosuch"}),
        "folder is a file": (["true"], {"WorkingDir": "/tmp/plain"}), "empty word": ([""], {}), "relative folder": (["pwd"], {"WorkingDir": "tmp"}),
        "terminal, no such command": (["nosuch"], {"Tty": True}),
    }.items():
        e.note(name, played(e, i, cmd, **more))
        x = create(e, i, cmd, **more)
        e.call(name + ", detached", "POST", "/exec/%s/start" % x, {"Detach": True}, keep=lambda j: j.get("message", j))
        e.note(name + ", detached state", ended(e, x))


def do_exec_inside(e):
    """what an exec's process sees"""
    i = e.container(["sleep", "300"], User="daemon", Env=["A=1", "HOME=/x"], WorkingDir="/tmp", HostConfig={
        "GroupAdd": ["wheel", "4711"], "CapAdd": ["NET_ADMIN"], "CapDrop": ["MKNOD"], "Ulimits": [{"Name": "nofile", "Soft": 99, "Hard": 199}], "OomScoreAdj": 77, "SecurityOpt": ["no-new-privileges"]})
    for name, (script, more) in {
        "as the container": ("id; pwd; env | sort | grep -v HOSTNAME", {}), "env": ("env | sort | grep -v HOSTNAME", {"Env": ["A=2", "B=3", "C", "PATH=/bin:/usr/bin"]}),
        "root": ("id; echo $HOME", {"User": "root"}), "number": ("id; echo $HOME", {"User": "4242"}), "numbers": ("id", {"User": "4242:4343"}), "name and group": ("id", {"User": "nobody:wheel"}), "number of a name": ("id", {"User": "65534"}),
        "folder": ("pwd", {"WorkingDir": "/etc/"}), "capabilities": ("grep -E '^(Cap|NoNewPrivs|Seccomp):' /proc/self/status", {}), "root's capabilities": ("grep -E '^(Cap|NoNewPrivs|Seccomp):' /proc/self/status", {"User": "root"}),
        # privileged ones are left out: the reference cannot start them on machines that lack a capability
        "limits": ("ulimit -Hn; cat /proc/self/oom_score_adj; umask", {}), "cgroup": ("cat /proc/self/cgroup | cut -d: -f3 | sort -u > /tmp/mine; cat /proc/1/cgroup | cut -d: -f3 | sort -u > /tmp/first; cmp /tmp/mine /tmp/first && echo same", {}),
        "descriptors": ("ls /proc/self/fd | wc -l; readlink /proc/self/fd/0", {}), "namespaces": ("for n in ipc mnt net pid uts cgroup; do [ $(readlink /proc/self/ns/$n) = $(readlink /proc/$$/ns/$n) ] && echo same $n; done", {}),
        "terminal": ("tty; test -t 0 && test -t 1 && test -t 2 && echo yes; echo $TERM", {"Tty": True}), "session": ("cat /proc/self/stat | awk '{print ($6>0), $7}'", {}),
    }.items():
        e.note(name, played(e, i, ["sh", "-c", script], **more))
    t = e.container(["sh"], Tty=True, OpenStdin=True)
    e.note("terminal container", played(e, t, ["sh", "-c", "echo TERM $TERM"]))
    e.note("terminal exec", played(e, t, ["sh", "-c", "echo TERM $TERM"], Tty=True))
    r = e.container(["sleep", "300"], HostConfig={"ReadonlyRootfs": True, "SecurityOpt": ["seccomp=unconfined"]})
    e.note("read-only root", played(e, r, ["sh", "-c", "touch /x; grep Seccomp: /proc/self/status"]))
    s = e.container(["sleep", "300"], HostConfig={"Memory": 33554432, "PidsLimit": 20})
    e.note("pids limit", played(e, s, ["sh", "-c", "n=0; while [ $n -lt 40 ]; do sleep 1 & n=$((n+1)); done 2>&1 | grep -c 'fork'"])[2])
    e.note("memory limit", played(e, s, ["sh", "-c", "x=a; while true; do x=$x$x; done"])[3])


def do_exec_resize(e):
    i = e.container(["sleep", "300"])
    x = create(e, i, ["sh", "-c", "sleep 1; stty size"], Tty=True, AttachStdin=True)
    e.call("before start", "POST", "/exec/%s/resize?h=10&w=20" % x, keep=lambda j: re.sub("[0-9a-f]{64}", "<id>", j["message"]))
    e.raw("POST", "/exec/%s/start" % x, {"Detach": True, "Tty": True})
    for name, query in {"good": "h=33&w=44", "no h": "w=1", "no w": "h=1", "text": "h=a&w=1", "negative": "h=-1&w=1", "large": "h=70000&w=1", "larger": "h=99999999999&w=1", "zero": "h=0&w=0", "none": ""}.items():
        e.call(name, "POST", "/exec/%s/resize?%s" % (x, query))
    ended(e, x)
    while e.raw("POST", "/exec/%s/resize?h=1&w=1" % x).status == 500:  # dockerd forgets the process some time after its end
        time.sleep(0.05)
    e.call("after the end", "POST", "/exec/%s/resize?h=1&w=1" % x, keep=lambda j: bool(j["message"]))
    y = create(e, i, ["sleep", "100"])
    e.raw("POST", "/exec/%s/start" % y, {"Detach": True})
    e.call("without a terminal", "POST", "/exec/%s/resize?h=1&w=1" % y)
    t = e.container(["sh", "-c", "sleep 1.5; stty size"], Tty=True, OpenStdin=True)
    for name, query in {"good": "h=33&w=44", "no h": "w=1", "text": "h=a&w=1", "negative": "h=-1&w=1", "large": "h=70000&w=1", "larger": "h=99999999999&w=1", "none": "", "last": "h=12&w=34"}.items():
        e.call("container, " + name, "POST", "/containers/%s/resize?%s" % (t, query))
    e.raw("POST", "/containers/%s/wait" % t)
    e.note("container's size", e.raw("GET", "/containers/%s/logs?stdout=1" % t).body)
    e.call("container, exited", "POST", "/containers/%s/resize?h=1&w=1" % t, keep=lambda j: re.sub("[0-9a-f]{64}", "<id>", j["message"]))
    e.call("container, no terminal", "POST", "/containers/%s/resize?h=1&w=1" % i)
    e.call("container, missing", "POST", "/containers/nosuch/resize?h=1&w=1")


def do_exec_in_dying_container(e):
    i = e.container(["sleep", "300"])
    x = create(e, i, ["sh", "-c", "echo begin; sleep 100"])
    import threading
    threading.Timer(1, lambda: e.raw("POST", "/containers/%s/kill" % i)).start()
    status, ctype, out = e.hijack("/exec/%s/start" % x, {"Detach": False}, half_close=False)
    e.note("stream", [status, said(out)])
    e.raw("POST", "/containers/%s/wait" % i)
    e.note("state", state(e, x))


# --- top and changes ------------------------------------------------------------------------------------------

def do_top_columns(e):
    i = e.container(["sh", "-c", "sleep 300 & exec sleep 301"])
    time.sleep(0.5)
    titles = lambda j: [j["Titles"], [row[-1] for row in j["Processes"] or ()]] if "Titles" in j else j["message"]
    for args in ("", "-ef", "aux", "-o pid,comm", "-eo pid,args", "-eo comm,pid,comm", "-C sleep -o pid,args", "xyz", "-o comm", "-eo comm=PID", "-o pid=,comm=", "--nosuch", "-eLf", "-axo pid,ppid,stat,cmd", "-eo user,pid;id", "-m -ef", "-q 1 -o pid,args"):
        e.call("args " + args, "GET", "/containers/%s/top?%s" % (i, urllib.parse.urlencode({"ps_args": args})), keep=titles)
    e.call("none", "GET", "/containers/%s/top" % i, keep=titles)
    c = e.container(["true"], start=False)
    e.call("created", "GET", "/containers/%s/top" % c)
    e.call("missing", "GET", "/containers/nosuch/top")
    e.raw("POST", "/containers/%s/pause" % i)
    e.call("paused", "GET", "/containers/%s/top" % i, keep=titles)


def do_changes_kinds(e):
    i = e.container(["sh", "-c", "rm /etc/group; echo x > /new; mkdir /dir; echo y > /dir/f; chmod 700 /root; rm -r /home; mkdir /home; echo 1 > /v/in; echo 2 > /tm/in; ln -s /new /link; mknod /p p; touch /etc/passwd; mv /usr /usr2; chown 1:1 /var; echo keep > /tmp/.wh.x; rm /tmp/.wh.x; cat /bin/busybox > /dev/null; mkdir -p /a/b/c; echo z > '/a/b/c/name with space'"],
                    HostConfig={"Tmpfs": {"/tm": ""}}, Volumes={"/v": {}, "/vol/deep": {}})
    for when in ("running or over", "over"):
        e.raw("POST", "/containers/%s/wait" % i)
        e.call("changes, " + when, "GET", "/containers/%s/changes" % i, keep=lambda j: sorted([c["Path"], c["Kind"]] for c in j))
    c = e.container(["true"], start=False)
    e.call("created", "GET", "/containers/%s/changes" % c)
    r = e.container(["sleep", "100"])
    e.call("running", "GET", "/containers/%s/changes" % r, keep=lambda j: sorted([c["Path"], c["Kind"]] for c in j) if j else j)
    e.call("missing", "GET", "/containers/nosuch/changes")
    m = e.container(["true"], HostConfig={"Binds": ["/tmp:/deep/er/mount", "/etc/hostname:/etc/file:ro"]})
    e.raw("POST", "/containers/%s/wait" % m)
    e.call("mount points", "GET", "/containers/%s/changes" % m, keep=lambda j: sorted([c["Path"], c["Kind"]] for c in j) if j else j)
