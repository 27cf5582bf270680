package org.servin.itests.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** An engine with a policy, and an administrator, an operator and a reader of it. */
final class PolicyUsers {
    /** Users that each Debian has. */
    private static final int DAEMON = 1;
    private static final int BIN = 2;
    static final String POLICY = """
            {
              "lists": {"registries": ["docker.io"], "mounts": ["%s/open"]},
              "bindings": [
                {"principals": ["root"], "methods": ["peer"], "roles": ["administrator"]},
                {"principals": ["daemon"], "roles": ["operator"]},
                {"principals": ["bin"], "roles": ["read-only"]}
              ],
              "rules": [
                {"name": "kept", "effect": "deny", "actions": ["container.remove", "container.rename"],
                 "resources": [{"kind": "container", "labels": {"keep": ["yes"]}}]}%s
              ]
            }
            """;
    private final Path folder;
    private final Engine engine;

    private PolicyUsers(Path folder) {
        this.folder = folder;
        this.engine = Engine.configured("\"authentication\": [\"peer\"], \"peer-users\": [\"*\"], \"authorization\": [\"policy\"], \"policy-file\": \"" + folder + "/policy.json\"");
    }

    static PolicyUsers make() {
        try {
            PolicyUsers made = new PolicyUsers(Files.createTempDirectory("servin-policy"));
            Files.createDirectory(made.folder.resolve("open"));
            Files.createDirectory(made.folder.resolve("closed"));
            Files.createSymbolicLink(made.folder.resolve("open/out"), made.folder.resolve("closed"));
            made.policy("");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a policy in force that has these rules, too: each begins with a comma. */
    void policy(String more) {
        write(POLICY.formatted(folder, more));
    }

    void write(String policy) {
        try {
            Path fresh = folder.resolve("fresh");
            Files.writeString(fresh, policy);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, folder.resolve("policy.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder for mounts: {@code open}, {@code closed}, and the link {@code open/out} to the latter. */
    Path folder() {
        return folder;
    }

    Engine engine() {
        return engine;
    }

    /** Lets others than root reach the socket; to be called when the engine has started. */
    void admit() {
        Command.run("chmod", "666", engine.socket().toString()).exits(0);
    }

    User administrator() {
        return new User(engine, 0);
    }

    User operator() {
        return new User(engine, DAEMON);
    }

    User reader() {
        return new User(engine, BIN);
    }

    Command shell(String line) {
        return Command.run(Engine.distribution().resolve("bin/servin").toString(), "shell", "--run", engine.run().toString(), line);
    }

    void remove() {
        Command.run("rm", "-rf", folder.toString()).exits(0);
    }
}
