package org.servin.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The host's users and groups: those of its files, then those that other services of its name switch know. */
final class Accounts {
    private static final int NUMBER = 2;
    private final Path etc;

    /** Accounts of {@code /etc}. */
    Accounts() {
        this(Path.of("/etc"));
    }

    Accounts(Path etc) {
        this.etc = etc;
    }

    /**
     * A user or group.
     *
     * @param name its name
     * @param id its number
     */
    record Account(String name, long id) { }

    Optional<Account> user(String nameOrNumber) throws StartFailure {
        return find("passwd", nameOrNumber);
    }

    Optional<Account> group(String nameOrNumber) throws StartFailure {
        return find("group", nameOrNumber);
    }

    /** A number is never taken for a name. */
    static boolean isNumber(String text) {
        return text.matches("\\d{1,10}");
    }

    private Optional<Account> find(String database, String key) throws StartFailure {
        int field = isNumber(key) ? NUMBER : 0;
        try (Stream<String> lines = Files.lines(etc.resolve(database), StandardCharsets.ISO_8859_1)) {
            Optional<Account> found = lines.map(line -> line.split(":", -1)).filter(f -> f.length > NUMBER && isNumber(f[NUMBER]) && f[field].equals(key)).findFirst().map(Accounts::account);
            return found.isPresent() ? found : ask(database, key);
        } catch (IOException e) {
            throw new StartFailure(etc.resolve(database) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Account account(String[] fields) {
        return new Account(fields[0], Long.parseLong(fields[NUMBER]));
    }

    private static Optional<Account> ask(String database, String key) throws StartFailure {
        Outcome outcome = run(List.of("getent", database, key));
        String[] fields = outcome.output().split(":", -1);
        return outcome.code() == 0 && fields.length > NUMBER && isNumber(fields[NUMBER]) ? Optional.of(account(fields)) : Optional.empty();
    }

    /** Makes a system user with a group of the same name, by the host's own tools. */
    void makeSystemUser(String name) throws StartFailure {
        make(List.of("useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/bin/false", name));
    }

    /** Gives a user ids of its own in {@code subuid} or {@code subgid}. */
    void addSubordinates(String name, boolean groups, long start, long count) throws StartFailure {
        make(List.of("usermod", groups ? "--add-subgids" : "--add-subuids", start + "-" + (start + count - 1), name));
    }

    private static void make(List<String> command) throws StartFailure {
        Outcome outcome = run(command);
        if (outcome.code() != 0) {
            throw new StartFailure(String.join(" ", command) + " ended with " + outcome.code() + ": " + outcome.output().strip(), null);
        }
    }

    private record Outcome(int code, String output) { }

    private static Outcome run(List<String> command) throws StartFailure {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new StartFailure("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while running " + command.get(0), e);
        }
    }
}
