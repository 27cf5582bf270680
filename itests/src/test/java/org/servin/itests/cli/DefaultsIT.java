package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Engine;

/** What {@code daemon.json} says for all containers, and what containers say for themselves. */
public class DefaultsIT {
    @ClassRule
    public static final Engine ENGINE = Engine.configured("""
            "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 900, "Soft": 800}, "core": {"Name": "core", "Hard": -1, "Soft": 0}},
            "default-shm-size": "32M", "default-ipc-mode": "shareable", "default-cgroupns-mode": "host", "no-new-privileges": true, "init": true,
            "seccomp-profile": "unconfined"
            """);

    private static String run(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "run";
        all[1] = "--rm";
        System.arraycopy(args, 0, all, 2, args.length);
        return ENGINE.docker(all).exits(0).text();
    }

    @Test
    public void containersGetThem() {
        assertEquals("800 900 0", run("busybox", "sh", "-c", "echo $(ulimit -Sn) $(ulimit -Hn) $(ulimit -Sc)"));
        assertEquals("32768", run("busybox", "sh", "-c", "df -k /dev/shm | awk 'NR==2 {print $2}'"));
        assertEquals("NoNewPrivs:\t1\nSeccomp:\t0", run("busybox", "grep", "-E", "^(NoNewPrivs|Seccomp):", "/proc/self/status"));
        assertEquals("docker-init", run("busybox", "cat", "/proc/1/comm"));
        String id = ENGINE.docker("create", "busybox", "true").text();
        assertEquals("shareable host 33554432", ENGINE.docker("inspect", "-f", "{{.HostConfig.IpcMode}} {{.HostConfig.CgroupnsMode}} {{.HostConfig.ShmSize}}", id).text());
        ENGINE.docker("rm", id).exits(0);
        assertEquals("[name=seccomp,profile=unconfined]", ENGINE.docker("info", "-f", "{{.SecurityOptions}}").text().replace(" name=cgroupns", "").replace("name=apparmor ", ""));
    }

    @Test
    public void containersChooseOtherwise() {
        assertEquals("70 90", run("--ulimit", "nofile=70:90", "busybox", "sh", "-c", "echo $(ulimit -Sn) $(ulimit -Hn)"));
        assertEquals("1024", run("--shm-size", "1m", "busybox", "sh", "-c", "df -k /dev/shm | awk 'NR==2 {print $2}'"));
        assertEquals("NoNewPrivs:\t0", run("--security-opt", "no-new-privileges=false", "busybox", "grep", "NoNewPrivs", "/proc/self/status"));
        assertEquals("1", run("--init=false", "busybox", "sh", "-c", "echo $$"));
    }
}
