package org.servin.itests.harness;

/** A container that sends back each line on its port 80, and talks to it by a port of the host. */
public final class Echo {
    /** The host's perl, which every Debian has, serves inside the container. */
    private static final String SERVER = "$s = IO::Socket::INET->new(LocalPort => 80, Listen => 9, ReuseAddr => 1);"
            + "while ($c = $s->accept) { next if fork; while (<$c>) { print $c $_ } exit }";
    private static final String TALK = "exec 3<>/dev/tcp/127.0.0.1/%d; echo before >&3; read -r -t 20 -u 3 a; %s; echo after >&3; read -r -t 60 -u 3 b; echo $a $b";
    private final Engine engine;
    private final int port;

    /** Runs it, published on 127.0.0.1, and waits until it answers. */
    public Echo(Engine engine, String name, int port) {
        this.engine = engine;
        this.port = port;
        engine.docker("run", "-d", "--name", name, "-p", "127.0.0.1:" + port + ":80", "-v", "/usr:/usr:ro", "-v", "/usr/lib:/lib:ro", "-v", "/usr/lib64:/lib64:ro", "busybox",
                "/usr/bin/perl", "-MIO::Socket::INET", "-e", SERVER).exits(0);
        Await.until("the container answers", this::answers);
    }

    /** Whether a new connection gets answers. */
    public boolean answers() {
        return outlives("true");
    }

    /** Whether a connection gets answers before and after a shell command that is run while it is open. */
    public boolean outlives(String command) {
        return engine.inNamespace("bash", "-c", String.format(TALK, port, command)).text().endsWith("before after");
    }
}
