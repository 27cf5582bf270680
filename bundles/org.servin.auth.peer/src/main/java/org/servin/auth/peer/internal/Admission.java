package org.servin.auth.peer.internal;

import java.util.List;
import java.util.Optional;
import org.servin.linux.account.Accounts;
import org.servin.linux.account.Group;
import org.servin.linux.account.User;

/**
 * Whom the settings name. By number: what is written as a name there is looked up, so that it means one user whatever names that user may have besides.
 *
 * @param users names, numbers or {@code *}
 * @param groups names or numbers
 */
record Admission(List<String> users, List<String> groups, Accounts accounts) {
    private static final String EVERYBODY = "*";

    Admission {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }

    static Admission of(PeerSettings settings, int ownUid, Accounts accounts) {
        if (settings.peer$_$users().length + settings.peer$_$groups().length > 0) {
            return new Admission(List.of(settings.peer$_$users()), List.of(settings.peer$_$groups()), accounts);
        }
        return new Admission(List.of("0", Integer.toUnsignedString(ownUid)), settings.group().isEmpty() ? List.of() : List.of(settings.group()), accounts);
    }

    boolean admits(Identity identity) {
        return users.stream().anyMatch(user -> user.equals(EVERYBODY) || uid(user).filter(uid -> uid == identity.uid()).isPresent())
                || groups.stream().anyMatch(group -> gid(group).filter(identity.gids()::contains).isPresent());
    }

    private Optional<Integer> uid(String text) {
        return Identities.isNumber(text) ? number(text) : accounts.user(text).map(User::uid);
    }

    private Optional<Integer> gid(String text) {
        return Identities.isNumber(text) ? number(text) : accounts.group(text).map(Group::gid);
    }

    /** A number that is too large is nobody's. */
    private static Optional<Integer> number(String digits) {
        try {
            return Optional.of(Integer.parseUnsignedInt(digits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
