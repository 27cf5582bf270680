package org.servin.auth.peer.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.account.Accounts;
import org.servin.linux.account.Group;
import org.servin.linux.account.User;

/** A name service that says what a test has it say, and counts how often it is asked for a user's number. */
final class FakeAccounts implements Accounts {
    private final List<User> users = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, List<Integer>> members = new HashMap<>();
    int asked;
    boolean down;

    FakeAccounts user(String name, int uid, int gid, Integer... others) {
        users.add(new User(name, uid, gid));
        members.put(name, List.of(others));
        return this;
    }

    FakeAccounts group(String name, int gid) {
        groups.add(new Group(name, gid));
        return this;
    }

    void forget(String user) {
        users.removeIf(u -> u.name().equals(user));
    }

    @Override
    public Optional<User> user(int uid) {
        asked++;
        if (down) {
            throw new ErrnoException("getpwuid_r", Integer.toUnsignedString(uid), Errno.EIO);
        }
        return users.stream().filter(u -> u.uid() == uid).findFirst();
    }

    @Override
    public Optional<User> user(String name) {
        return users.stream().filter(u -> u.name().equals(name)).findFirst();
    }

    @Override
    public Optional<Group> group(int gid) {
        return groups.stream().filter(g -> g.gid() == gid).findFirst();
    }

    @Override
    public Optional<Group> group(String name) {
        return groups.stream().filter(g -> g.name().equals(name)).findFirst();
    }

    @Override
    public List<Integer> groups(String user, int gid) {
        LinkedHashSet<Integer> all = new LinkedHashSet<>(List.of(gid));
        all.addAll(members.getOrDefault(user, List.of()));
        return List.copyOf(all);
    }
}
