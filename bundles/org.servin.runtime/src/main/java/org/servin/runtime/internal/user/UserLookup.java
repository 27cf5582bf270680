package org.servin.runtime.internal.user;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Finds out whom {@code user:group} means in a container, with Docker's rules and words. Pure. */
public final class UserLookup {
    static final long LARGEST = Integer.MAX_VALUE;
    private final Accounts accounts;

    /** Looks up in the texts of {@code /etc/passwd} and {@code /etc/group}; empty where there is no such file. */
    public UserLookup(String passwd, String group) {
        accounts = Accounts.parse(passwd, group);
    }

    /**
     * Looks up. A number is always an id, known or not.
     *
     * @param wanted {@code name|uid[:name|gid]}; empty for root
     * @param additionalGroups names or numbers
     */
    public Identity find(String wanted, List<String> additionalGroups) {
        int colon = wanted.indexOf(':');
        String userName = colon < 0 ? wanted : wanted.substring(0, colon);
        String groupName = colon < 0 ? "" : wanted.substring(colon + 1);
        Optional<Accounts.User> known = accounts.users().stream().filter(user -> matches(user, userName)).findFirst();
        int uid = known.map(Accounts.User::uid).orElseGet(() -> unknownUser(userName));
        int gid = known.map(Accounts.User::gid).orElse(0);
        Set<Integer> groups = new LinkedHashSet<>();
        if (!groupName.isEmpty()) {
            gid = group(groupName);
            groups.add(gid);
        } else {
            groups.add(gid);
            known.ifPresent(user -> accounts.groups().stream().filter(group -> group.members().contains(user.name())).forEach(group -> groups.add(group.gid())));
        }
        for (String name : additionalGroups) {
            groups.add(additional(name));
        }
        String home = known.map(Accounts.User::home).filter(path -> !path.isEmpty()).orElse("/");
        return new Identity(uid, gid, new ArrayList<>(groups), home);
    }

    private static boolean matches(Accounts.User user, String wanted) {
        if (wanted.isEmpty()) {
            return user.uid() == 0;
        }
        return number(wanted).map(number -> number == user.uid()).orElse(user.name().equals(wanted));
    }

    private static int unknownUser(String wanted) {
        if (wanted.isEmpty()) {
            return 0;
        }
        return number(wanted).map(UserLookup::inRange)
                .orElseThrow(() -> new ServinException(ErrorKind.INTERNAL, "unable to find user " + wanted + ": no matching entries in passwd file"));
    }

    private int group(String wanted) {
        return findGroup(wanted)
                .orElseThrow(() -> new ServinException(ErrorKind.INTERNAL, "unable to find group " + wanted + ": no matching entries in group file"));
    }

    private int additional(String wanted) {
        return findGroup(wanted)
                .orElseThrow(() -> new ServinException(ErrorKind.INTERNAL, "Unable to find group " + wanted + ": no matching entries in group file"));
    }

    private Optional<Integer> findGroup(String wanted) {
        Optional<Long> number = number(wanted);
        if (number.isPresent()) {
            return number.map(UserLookup::inRange);
        }
        return accounts.groups().stream().filter(group -> group.name().equals(wanted)).map(Accounts.Group::gid).findFirst();
    }

    private static int inRange(long id) {
        if (id < 0 || id > LARGEST) {
            throw new ServinException(ErrorKind.INTERNAL, "uids and gids must be in range 0-" + LARGEST);
        }
        return (int) id;
    }

    static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
