"""Health checks: their settings, their log, their state over a container's life."""
import time

from scenarios import q

S = 1000000000


def health(e, i):
    return e.raw("GET", "/containers/%s/json" % i)["State"].get("Health")


def await_health(e, i, wanted, seconds=20):
    end = time.time() + seconds
    while time.time() < end:
        h = health(e, i)
        if h and wanted(h):
            return h
        time.sleep(0.05)
    return health(e, i)


def said(h):
    return h and [h["Status"], h["FailingStreak"], [[x["ExitCode"], x["Output"]] for x in (h["Log"] or [])]]


def do_health_refused(e):
    """values that are too small or negative, and kinds of test that are none"""
    for name, h in {
            "interval": {"Test": ["CMD", "true"], "Interval": 999999}, "interval 1ms": {"Test": ["CMD", "true"], "Interval": 1000000}, "interval minus": {"Test": ["CMD", "true"], "Interval": -1}, "timeout": {"Test": ["CMD", "true"], "Timeout": 1},
            "timeout minus": {"Test": ["CMD", "true"], "Timeout": -S}, "retries": {"Test": ["CMD", "true"], "Retries": -1}, "start period": {"Test": ["CMD", "true"], "StartPeriod": 1}, "start period minus": {"Test": ["CMD", "true"], "StartPeriod": -1},
            "no test": {}, "empty test": {"Test": []}, "only interval": {"Interval": S}, "bad kind": {"Test": ["PURPLE", "x"]}, "no kind": {"Test": ["true"]}, "none": {"Test": ["NONE"]}, "none with more": {"Test": ["NONE", "x"]}, "cmd alone": {"Test": ["CMD"]}, "shell alone": {"Test": ["CMD-SHELL"]},
            "empty word": {"Test": [""]}, "text": {"Test": "true"}, "shell words": {"Test": ["CMD-SHELL", "a", "b"]}, "null": None, "several wrong": {"Test": ["CMD", "true"], "Interval": 1, "Timeout": 1, "Retries": -2}}.items():
        a = e.call(name, "POST", "/containers/create", {"Image": "busybox:latest", "Cmd": ["true"], "Healthcheck": h}, keep=lambda j: j if "message" in j else sorted(j))
        if a.status == 201:
            e.later("DELETE", "/containers/" + a["Id"])
            e.call(name + " seen", "GET", "/containers/%s/json" % a["Id"], keep=lambda j: [j["Config"].get("Healthcheck"), j["State"].get("Health")])


def do_health_kinds(e):
    """what each kind of test does when it runs"""
    for name, test in {"cmd": ["CMD", "echo", "a b", "$HOME"], "shell": ["CMD-SHELL", "echo $0; echo $#"], "shell words": ["CMD-SHELL", "echo", "a"], "none": ["NONE"], "bad kind": ["PURPLE", "x"], "missing": ["CMD", "/nosuch"], "code": ["CMD-SHELL", "echo no; exit 7"],
                       "not executable": ["CMD", "/etc/passwd"], "env and user": ["CMD-SHELL", "echo $A; id -u; pwd"]}.items():
        i = e.container(["sleep", "60"], Healthcheck={"Test": test, "Interval": S // 2, "Retries": 1}, Env=["A=b"], User="7:8", WorkingDir="/tmp")
        if name in ("none", "bad kind"):
            time.sleep(1.2)
        else:
            await_health(e, i, lambda h: h["Log"])
        h = health(e, i)
        e.note(name, h and [h["Status"], h["FailingStreak"] > 0, h["Log"] and [h["Log"][0]["ExitCode"], h["Log"][0]["Output"]]])
        e.call(name + " status", "GET", "/containers/json?" + q(filters={"id": [i]}), keep=lambda l: l[0]["Status"].split("(")[1:])


def do_health_log(e):
    """five results, 4096 bytes each"""
    i = e.container(["sleep", "60"], Healthcheck={"Test": ["CMD-SHELL", "n=$(cat /n 2>/dev/null); echo $((n+1)) > /n; yes | head -c 5000"], "Interval": S // 5})
    end = time.time() + 20
    while time.time() < end and e.raw("GET", "/containers/%s/archive?path=/n" % i).status != 200:
        time.sleep(0.1)
    time.sleep(4)
    h = health(e, i)
    e.note("five", [len(h["Log"]), h["Status"], h["FailingStreak"]])
    e.note("output", [len(h["Log"][0]["Output"]), h["Log"][0]["Output"][-8:]])
    e.note("keys", sorted(h["Log"][0]))
    j = e.container(["sleep", "60"], Healthcheck={"Test": ["CMD-SHELL", "yes | head -c 4096"], "Interval": S // 5})
    h = await_health(e, j, lambda h: h["Log"])
    e.note("exactly", len(h["Log"][0]["Output"]))


def do_health_timeout(e):
    """a probe that takes too long, its children, and what it wrote"""
    i = e.container(["sh", "-c", "sleep 1000"], Healthcheck={"Test": ["CMD-SHELL", "echo early; sleep 777 & sleep 778"], "Interval": S // 2, "Timeout": S, "Retries": 1})
    h = await_health(e, i, lambda h: h["Log"])
    e.note("result", said({"Status": h["Status"], "FailingStreak": 0, "Log": h["Log"][:1]}))
    took = h["Log"][0]
    e.note("took", [took["Start"] < took["End"]])
    time.sleep(0.3)
    top = e.raw("GET", "/containers/%s/top" % i)
    e.note("left", sorted(p[-1] for p in top["Processes"] if "777" in p[-1])[:1])


def do_health_streak(e):
    """retries, recovery, start period"""
    i = e.container(["sleep", "60"], Healthcheck={"Test": ["CMD-SHELL", "test -e /ok"], "Interval": S // 2, "Retries": 2})
    e.note("before", said(health(e, i)))
    h = await_health(e, i, lambda h: h["Log"])
    e.note("one failure", [h["Status"], h["FailingStreak"]])
    h = await_health(e, i, lambda h: h["Status"] != "starting")
    e.note("two failures", [h["Status"], h["FailingStreak"]])
    x = e.raw("POST", "/containers/%s/exec" % i, {"Cmd": ["touch", "/ok"]})["Id"]
    e.raw("POST", "/exec/%s/start" % x, {"Detach": True})
    h = await_health(e, i, lambda h: h["Status"] == "healthy")
    e.note("recovered", [h["Status"], h["FailingStreak"]])
    e.raw("POST", "/containers/%s/pause" % i)
    p = health(e, i)
    e.note("paused", [p["Status"], p["FailingStreak"]])
    time.sleep(1.5)
    n = len(health(e, i)["Log"])
    time.sleep(1)
    e.note("paused log stands", n == len(health(e, i)["Log"]) or n == 5)
    e.raw("POST", "/containers/%s/unpause" % i)
    e.call("stop", "POST", "/containers/%s/stop?t=0" % i)
    h = health(e, i)
    e.note("stopped", [h["Status"], h["FailingStreak"], len(h["Log"]) > 0])
    e.call("stopped status", "GET", "/containers/json?all=1&" + q(filters={"id": [i]}), keep=lambda l: "(" in l[0]["Status"][12:])
    e.call("filter", "GET", "/containers/json?all=1&" + q(filters={"id": [i], "health": ["unhealthy"]}), keep=len)
    e.call("start", "POST", "/containers/%s/start" % i)
    h = health(e, i)
    e.note("started again", said(h))
    j = e.container(["sleep", "60"], Healthcheck={"Test": ["CMD", "false"], "Interval": S // 2, "Retries": 1, "StartPeriod": 3 * S})
    h = await_health(e, j, lambda h: len(h["Log"]) >= 2)
    e.note("in start period", [h["Status"], h["FailingStreak"]])
    h = await_health(e, j, lambda h: h["Status"] == "unhealthy")
    e.note("after start period", [h["Status"], h["FailingStreak"]])


def do_health_image(e):
    """each field comes from the image where the container leaves it open"""
    changes = ["HEALTHCHECK --interval=7s --timeout=8s --start-period=9s --retries=4 CMD echo image"]
    base = e.container(["true"], start=False)
    a = e.raw("POST", "/commit?" + q(container=base, repo="apidiff-health") + "&" + "&".join("changes=" + c.replace(" ", "%20") for c in changes))
    e.note("commit", a.status)
    e.later("DELETE", "/images/apidiff-health?force=1")
    for name, h in {"all": None, "test": {"Test": ["CMD", "own"]}, "interval": {"Interval": S}, "timeout": {"Timeout": S}, "start": {"StartPeriod": S}, "retries": {"Retries": 1}, "none": {"Test": ["NONE"]}, "empty test": {"Test": []}, "empty": {}}.items():
        body = {"Image": "apidiff-health", "Cmd": ["true"]}
        if h is not None:
            body["Healthcheck"] = h
        c = e.raw("POST", "/containers/create", body)
        e.later("DELETE", "/containers/" + c["Id"])
        e.call(name, "GET", "/containers/%s/json" % c["Id"], keep=lambda j: j["Config"].get("Healthcheck"))
