"""Log drivers' options, right and wrong: what is refused when, in which words, and whether the container's output can be read back."""
from attempts import attempt

SCRIPT = "echo out; echo err >&2"
DOWN = "127.0.0.1:9"
# Nobody says that nobody is there: the reference loses output from its copy, too, where a datagram is refused.
SILENT = "172.17.255.254:9"
COMMON = [{"labels": "a,b"}, {"labels-regex": "^a"}, {"labels-regex": "("}, {"env": "A"}, {"env-regex": "["}, {"tag": "{{.Name}}/{{.ID}}"}, {"tag": "{{.Nope}}"}, {"tag": "{{"}, {"tag": ""}, {"purple": "1"},
          {"mode": "blocking"}, {"mode": "non-blocking"}, {"mode": "non-blocking", "max-buffer-size": "64k"}, {"mode": "purple"}, {"mode": ""}, {"max-buffer-size": "1m"}, {"mode": "non-blocking", "max-buffer-size": "x"},
          {"mode": "non-blocking", "max-buffer-size": ""}, {"mode": "non-blocking", "max-buffer-size": "0"}]

FEW = [{"labels": "a,b"}, {"labels-regex": "("}, {"tag": "{{.Nope}}"}, {"purple": "1"}, {"mode": "purple"}]


def story(e, driver, choices, usual=None):
    for options in choices:
        name = " ".join("%s=%s" % i for i in sorted(options.items())) or "none"
        attempt(e, driver + " " + name, SCRIPT, Labels={"a": "1", "b": "2"}, Env=["A=1"], HostConfig={"LogConfig": {"Type": driver, "Config": dict(usual or {}, **options)}})


def do_logs_of_files(e):
    """json-file and local"""
    for driver in ("json-file", "local"):
        story(e, driver, COMMON + [{}, {"max-size": "1m"}, {"max-size": "x"}, {"max-size": "-1"}, {"max-size": "0"}, {"max-size": ""}, {"max-file": "2"}, {"max-file": "0"}, {"max-file": "x"}, {"max-file": "-1"},
                                   {"max-size": "1m", "max-file": "1"}, {"compress": "true"}, {"compress": "x"}, {"compress": "true", "max-size": "1m"}, {"compress": "true", "max-size": "1m", "max-file": "2"},
                                   {"compress": "false", "max-size": "1m", "max-file": "2"}, {"cache-disabled": "true"}, {"cache-max-size": "1m"}, {"syslog-address": "udp://127.0.0.1"}])


def do_logs_of_none(e):
    """no log at all, and no driver at all"""
    story(e, "none", [{}, {"purple": "1"}, {"mode": "non-blocking"}, {"mode": "x"}])
    story(e, "purple", [{}, {"mode": "x"}])
    story(e, "", [{}, {"max-size": "1m"}, {"purple": "1"}])


def do_logs_by_syslog(e):
    """syslog"""
    udp = {"syslog-address": "udp://" + DOWN}
    story(e, "syslog", COMMON, udp)
    story(e, "syslog", [{"syslog-address": a} for a in ("udp://127.0.0.1", "127.0.0.1:514", "purple://127.0.0.1:514", "tcp://" + DOWN, "unix:///nowhere", "unixgram:///nowhere", "unix://", "", "udp://", "udp://[::1]:9",
                                                        "udp://127.0.0.1:x", "tcp+tls://" + DOWN)])
    story(e, "syslog", [{"syslog-facility": f} for f in ("daemon", "local7", "0", "23", "24", "-1", "purple", "")], udp)
    story(e, "syslog", [{"syslog-format": f} for f in ("rfc3164", "rfc5424", "rfc5424micro", "purple", "")], udp)
    story(e, "syslog", [{"syslog-tls-ca-cert": "/nowhere"}, {"syslog-tls-skip-verify": "true"}, {"syslog-tls-cert": "/nowhere", "syslog-tls-key": "/nowhere"}], {"syslog-address": "tcp+tls://" + DOWN})
    story(e, "syslog", [{"syslog-tls-ca-cert": "/nowhere"}, {"syslog-tls-skip-verify": "x"}], udp)


def do_logs_by_gelf(e):
    """gelf"""
    udp = {"gelf-address": "udp://" + SILENT}
    tcp = {"gelf-address": "tcp://" + DOWN}
    story(e, "gelf", FEW, udp)
    story(e, "gelf", [{}] + [{"gelf-address": a} for a in ("127.0.0.1:9", "http://" + DOWN, "udp://127.0.0.1", "tcp://" + DOWN, "", "udp://")])
    story(e, "gelf", [{"gelf-compression-type": t} for t in ("gzip", "zlib", "none", "purple", "")], udp)
    story(e, "gelf", [{"gelf-compression-level": t} for t in ("-1", "0", "9", "10", "-2", "x", "")], udp)
    story(e, "gelf", [{"gelf-tcp-max-reconnect": "3"}, {"gelf-tcp-reconnect-delay": "3"}], udp)
    story(e, "gelf", [{"gelf-compression-type": "gzip"}, {"gelf-compression-level": "1"}, {"gelf-tcp-max-reconnect": "x"}, {"gelf-tcp-max-reconnect": "-1"}, {"gelf-tcp-reconnect-delay": "x"}], tcp)


def do_logs_by_fluentd(e):
    """fluentd; where it need not be there"""
    later = {"fluentd-address": DOWN, "fluentd-async": "true"}
    story(e, "fluentd", FEW, later)
    story(e, "fluentd", [{"fluentd-address": a, "fluentd-async": "true"} for a in ("tcp://" + DOWN, "unix:///nowhere", "purple://x", "127.0.0.1", "127.0.0.1:x", "udp://" + DOWN, "tcp://127.0.0.1:9/path", "unix://", "")])
    story(e, "fluentd", [{k: v} for k in ("fluentd-async", "fluentd-async-connect", "fluentd-request-ack", "fluentd-sub-second-precision") for v in ("true", "x", "")], later)
    story(e, "fluentd", [{"fluentd-async": "true", "fluentd-async-connect": "true"}, {"fluentd-buffer-limit": "8m"}, {"fluentd-buffer-limit": "x"}, {"fluentd-retry-wait": "1s"}, {"fluentd-retry-wait": "x"},
                         {"fluentd-max-retries": "3"}, {"fluentd-max-retries": "x"}, {"fluentd-max-retries": "-1"}], later)


def do_logs_by_splunk(e):
    """splunk; where it need not be there"""
    there = {"splunk-url": "http://" + DOWN, "splunk-token": "t", "splunk-verify-connection": "false"}
    story(e, "splunk", FEW, there)
    story(e, "splunk", [{}, {"splunk-url": "http://" + DOWN}, {"splunk-token": "t"}, {"splunk-url": "", "splunk-token": "t"}] + [{"splunk-url": u, "splunk-token": "t", "splunk-verify-connection": "false"} for u in
                        ("127.0.0.1:9", "http://" + DOWN + "/path", "ftp://" + DOWN, "http://" + DOWN + "?q=1", "http://" + DOWN + "#f", "http://u:p@" + DOWN)])
    story(e, "splunk", [{"splunk-format": f} for f in ("inline", "json", "raw", "purple", "")], there)
    story(e, "splunk", [{"splunk-gzip": "true"}, {"splunk-gzip": "x"}, {"splunk-gzip": "true", "splunk-gzip-level": "9"}, {"splunk-gzip": "true", "splunk-gzip-level": "10"}, {"splunk-gzip": "true", "splunk-gzip-level": "-2"},
                        {"splunk-gzip": "true", "splunk-gzip-level": "x"}, {"splunk-verify-connection": "x"}, {"splunk-insecureskipverify": "x"}, {"splunk-capath": "/nowhere"}, {"splunk-index-acknowledgment": "true"},
                        {"splunk-source": "s", "splunk-sourcetype": "t", "splunk-index": "i", "splunk-caname": "n"}], there)


def do_logs_by_awslogs(e):
    """awslogs; what is refused before anybody is asked"""
    there = {"awslogs-region": "us-east-1", "awslogs-endpoint": "http://" + DOWN}
    group = dict(there, **{"awslogs-group": "g"})
    story(e, "awslogs", [{}, {"awslogs-stream": "s"}, {"purple": "1"}], there)
    story(e, "awslogs", [{"awslogs-create-group": "x"}, {"awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^x"}, {"awslogs-multiline-pattern": "("}, {"awslogs-force-flush-interval-seconds": "x"},
                         {"awslogs-force-flush-interval-seconds": "0"}, {"awslogs-max-buffered-events": "x"}, {"awslogs-max-buffered-events": "0"}, {"awslogs-create-stream": "x"}, {"mode": "purple"}, {"labels": "a"}], group)


def do_logs_kept_beside(e):
    """the copy of output that cannot be read back"""
    udp = {"gelf-address": "udp://" + SILENT}
    story(e, "gelf", [{"cache-disabled": t} for t in ("true", "false", "1", "x", "")] + [{"cache-max-size": "1m"}, {"cache-max-size": "x"}, {"cache-max-file": "2"}, {"cache-max-file": "0"}, {"cache-max-file": "x"},
                      {"cache-compress": "true"}, {"cache-compress": "x"}, {"cache-compress": "false", "cache-max-file": "1"}, {"cache-purple": "1"}], udp)
