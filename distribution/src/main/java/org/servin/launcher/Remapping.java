package org.servin.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.launcher.Accounts.Account;

/**
 * The setting {@code userns-remap}: containers' users are not the host's. It names a user whose subordinate ids containers get, and the engine keeps
 * everything in a folder of its own for each mapping, since the owners of all files there depend on it. As dockerd does it:
 * <a href="https://docs.docker.com/engine/security/userns-remap/">Isolate containers with a user namespace</a>.
 */
final class Remapping {
    private static final String KEY = "userns-remap";
    /** The word for a user of the engine's own, which is made if it is not there. */
    private static final String DEFAULT = "default";
    private static final String DEFAULT_USER = "dockremap";
    private static final long DEFAULT_COUNT = 65_536;
    private final Path etc;
    private final Accounts accounts;

    Remapping() {
        this(Path.of("/etc"));
    }

    Remapping(Path etc) {
        this.etc = etc;
        this.accounts = new Accounts(etc);
    }

    /** The settings with the map, and with the root that belongs to it; unchanged without remapping. The folders are made. */
    Settings apply(Settings settings) throws StartFailure {
        Object wish = settings.values().get(KEY);
        if (wish == null || wish.toString().isEmpty()) {
            return settings;
        }
        Account user = user(wish.toString());
        if (user.id() == 0) {
            System.err.println("servin: userns-remap: root cannot be remapped to itself, user namespaces are off");
            return settings;
        }
        List<String> uids = new SubordinateIds(etc.resolve("subuid")).mapOf(user.name(), user.id());
        List<String> gids = new SubordinateIds(etc.resolve("subgid")).mapOf(user.name(), user.id());
        String rootUid = uids.get(0).split(":")[1];
        String rootGid = gids.get(0).split(":")[1];
        Map<String, Object> values = new HashMap<>(settings.values());
        Path root = settings.root().resolve(rootUid + "." + rootGid);
        values.put("root", root.toString());
        values.put("userns-uids", uids);
        values.put("userns-gids", gids);
        enterable(settings.root(), rootGid);
        enterable(root, rootGid);
        return new Settings(values);
    }

    /** Whose ids are used; that the group exists is all that is asked of it, as in dockerd. */
    private Account user(String wish) throws StartFailure {
        String[] parts = wish.split(":", -1);
        if (parts.length > 2 || parts[0].isEmpty()) {
            throw new StartFailure("invalid user/group specification in userns-remap: \"" + wish + "\"", null);
        }
        if (wish.equals(DEFAULT)) {
            return defaultUser();
        }
        String name = parts[0].equals(DEFAULT) ? DEFAULT_USER : parts[0];
        Account user = known(accounts.user(name), "user", name);
        String group = parts.length == 2 ? parts[1] : name;
        known(accounts.group(group), "group", group);
        return user;
    }

    private static Account known(Optional<Account> found, String kind, String wanted) throws StartFailure {
        if (found.isEmpty()) {
            throw new StartFailure("userns-remap: there is no " + kind + " " + (Accounts.isNumber(wanted) ? wanted : "\"" + wanted + "\""), null);
        }
        return found.get();
    }

    private Account defaultUser() throws StartFailure {
        Optional<Account> user = accounts.user(DEFAULT_USER);
        if (user.isEmpty()) {
            accounts.makeSystemUser(DEFAULT_USER);
            user = accounts.user(DEFAULT_USER);
            addSubordinates("subuid", false);
            addSubordinates("subgid", true);
        }
        return known(user, "user", DEFAULT_USER);
    }

    /** Some hosts' tools have given ids to the new user already. */
    private void addSubordinates(String file, boolean groups) throws StartFailure {
        try {
            Path path = etc.resolve(file);
            if (!Files.exists(path)) {
                Files.createFile(path);
            }
            if (Files.readAllLines(path).stream().noneMatch(line -> line.startsWith(DEFAULT_USER + ":"))) {
                accounts.addSubordinates(DEFAULT_USER, groups, new SubordinateIds(path).free(), DEFAULT_COUNT);
            }
        } catch (IOException e) {
            throw new StartFailure("userns-remap: " + etc.resolve(file) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Containers' root may pass through, and not look around. */
    private static void enterable(Path folder, String group) throws StartFailure {
        try {
            Files.createDirectories(folder);
            Files.setAttribute(folder, "unix:gid", Integer.parseUnsignedInt(group));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x---"));
        } catch (IOException e) {
            throw new StartFailure("the folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
    }
}
