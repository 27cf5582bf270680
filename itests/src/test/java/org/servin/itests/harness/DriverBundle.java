package org.servin.itests.harness;

/** A driver's bundle in the hands of an administrator, who has a shell. */
public record DriverBundle(Engine engine, String name) {
    /** Its number and state, as {@code 66|Active}. */
    private String listed() {
        return engine.shell("lb", "-s", name).text().lines().filter(line -> line.contains("|" + name + " ")).findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + name)).replaceAll("^ *(\\d+)\\|(\\w+).*", "$1|$2");
    }

    private void run(String command, String state) {
        engine.shell(command, listed().split("\\|")[0]).exits(0);
        if (!listed().endsWith("|" + state)) { // the shell says of a failed start that all went well
            throw new AssertionError(name + " is " + listed() + " after " + command);
        }
    }

    /** Stops it. */
    public void stop() {
        run("stop", "Resolved");
    }

    /** Reads the jar of the stopped one anew, as for a newer version. */
    public void update() {
        run("update", "Installed");
    }

    /** Starts it. */
    public void start() {
        run("start", "Active");
    }
}
