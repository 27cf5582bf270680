package org.servin.itests.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Somebody at an engine's unix socket, whom the kernel vouches for. */
record User(Engine engine, int id) {
    /** An answer. */
    record Answer(int status, String body) {
        boolean isDenied() {
            return status == 403;
        }
    }

    /** Runs the docker command as this user. */
    Command docker(String... args) {
        return run(new byte[0], List.of("docker"), List.of(args));
    }

    /** Calls the API; the path is sent as it is. */
    Answer call(String method, String path, String json, String... options) {
        List<String> curl = List.of("curl", "-sS", "--max-time", "60", "-g", "--path-as-is", "--unix-socket", engine.socket().toString(), "-w", "\n%{http_code}", "-X", method,
                "-H", "Content-Type: application/json", "--data-binary", "@-");
        List<String> rest = new ArrayList<>(List.of(options));
        rest.add("http://engine" + path);
        String all = run(json.getBytes(StandardCharsets.UTF_8), curl, rest).exits(0).out();
        int last = all.lastIndexOf('\n');
        return new Answer(Integer.parseInt(all.substring(last + 1)), all.substring(0, last));
    }

    private Command run(byte[] input, List<String> program, List<String> args) {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"));
        all.addAll(program);
        all.addAll(args);
        return Command.run(Map.of("DOCKER_HOST", engine.host(), "DOCKER_CONFIG", "/nonexistent", "DOCKER_CLI_HINTS", "false"), input, all);
    }
}
