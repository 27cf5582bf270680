package org.servin.runtime.internal.user;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A container's accounts, in the forms of passwd(5) and group(5). Images write these files: what cannot be understood is passed over.
 *
 * @param users in the file's order
 * @param groups in the file's order
 */
record Accounts(List<User> users, List<Group> groups) {
    record User(String name, int uid, int gid, String home) { }

    record Group(String name, int gid, List<String> members) { }

    static Accounts parse(String passwd, String group) {
        return new Accounts(
                passwd.lines().map(Accounts::user).flatMap(Optional::stream).toList(),
                group.lines().map(Accounts::group).flatMap(Optional::stream).toList());
    }

    private static Optional<User> user(String line) {
        String[] fields = line.trim().split(":", -1);
        if (line.isBlank() || fields.length < 4) {
            return Optional.empty();
        }
        return Optional.of(new User(fields[0], number(fields[2]), number(fields[3]), fields.length > 5 ? fields[5] : ""));
    }

    private static Optional<Group> group(String line) {
        String[] fields = line.trim().split(":", -1);
        if (line.isBlank() || fields.length < 3) {
            return Optional.empty();
        }
        List<String> members = fields.length > 3 ? Arrays.stream(fields[3].split(",")).filter(name -> !name.isEmpty()).toList() : List.of();
        return Optional.of(new Group(fields[0], number(fields[2]), members));
    }

    /** As Docker: what is no number counts as 0. */
    private static int number(String text) {
        return UserLookup.number(text).filter(value -> value >= 0 && value <= UserLookup.LARGEST).map(Long::intValue).orElse(0);
    }
}
