package org.servin.auth.peer.internal;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.servin.linux.account.Accounts;
import org.servin.linux.account.Group;
import org.servin.linux.account.User;

/**
 * Names for numbers. Rules are written with names, so a name must be that number's alone: one that is given to several numbers, that has the form of a number or of what
 * stands for a number without a name, or that no administrator could tell from another is not used.
 */
final class Identities {
    private static final int LONGEST = 256;
    private final Accounts accounts;

    Identities(Accounts accounts) {
        this.accounts = accounts;
    }

    /**
     * The user with all its groups.
     *
     * @param gid the process's group: it has it, whatever the entries say
     */
    Identity of(int uid, int gid) {
        Optional<User> user = accounts.user(uid).filter(u -> isName(u.name()) && accounts.user(u.name()).filter(same -> same.uid() == uid).isPresent());
        Set<Integer> gids = new LinkedHashSet<>();
        gids.add(gid);
        user.ifPresent(u -> gids.addAll(accounts.groups(u.name(), u.gid())));
        Set<String> names = new LinkedHashSet<>();
        gids.forEach(g -> names.add(groupName(g)));
        return new Identity(uid, gids, user.map(User::name).orElse("uid:" + Integer.toUnsignedString(uid)), names);
    }

    private String groupName(int gid) {
        return accounts.group(gid).map(Group::name).filter(name -> isName(name) && accounts.group(name).filter(same -> same.gid() == gid).isPresent())
                .orElse("gid:" + Integer.toUnsignedString(gid));
    }

    /** Directories have names with spaces, backslashes and letters of all scripts; no name service's file can hold a colon, and so no name is taken that has one. */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST && name.equals(name.strip()) && name.indexOf(':') < 0 && !name.equals("*") && !isNumber(name)
                && name.codePoints().allMatch(Identities::isVisible);
    }

    static boolean isNumber(String text) {
        return text.matches("[0-9]+");
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> c != 0xfffd && (c == ' ' || !Character.isSpaceChar(c));
        };
    }
}
