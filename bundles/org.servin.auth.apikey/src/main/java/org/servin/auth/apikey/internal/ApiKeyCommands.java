package org.servin.auth.apikey.internal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.spi.ServinException;

/**
 * Commands about API keys for the administrator's shell, which finds them by the service's properties and asks {@link #_main}, since their names are none that Java has for methods. They
 * use nothing of the shell, so that the driver does not need it, and is not stopped when it is updated. A failure's message is what the administrator sees.
 */
@Component(service = ApiKeyCommands.class, property = {"osgi.command.scope=servin", "osgi.command.function=apikey", "osgi.command.function=apikey-create", "osgi.command.function=apikey-list",
    "osgi.command.function=apikey-revoke", "osgi.command.function=apikey-delete"})
public final class ApiKeyCommands {
    private static final String CREATE = "usage: servin:apikey-create --name NAME [--group GROUP]... --expires (30d|12h|2027-01-31|never)";
    private static final String LIST = "usage: servin:apikey-list";
    private static final String REVOKE = "usage: servin:apikey-revoke ID";
    private static final String DELETE = "usage: servin:apikey-delete ID";
    private final ApiKeys keys;
    private final Clock clock;

    /** For these keys. */
    @Activate
    public ApiKeyCommands(@Reference ApiKeys keys) {
        this(keys, Clock.systemUTC());
    }

    ApiKeyCommands(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** How the others are used. The shell's list of commands has this one, which is named like its method. */
    public String apikey() {
        return String.join("\n", CREATE, LIST, REVOKE, DELETE).replace("usage: ", "");
    }

    /**
     * One of the other commands.
     *
     * @param words its name and what follows
     * @return what to show; {@code apikey-create} shows the key and nothing else, so that a script can take it
     */
    public String _main(String[] words) {
        List<String> rest = Arrays.asList(words).subList(1, words.length);
        return switch (words[0]) {
            case "apikey-create" -> create(rest);
            case "apikey-list" -> list(rest);
            case "apikey-revoke" -> {
                keys.revoke(id(rest, REVOKE));
                yield rest.get(0);
            }
            case "apikey-delete" -> {
                keys.delete(id(rest, DELETE));
                yield rest.get(0);
            }
            default -> throw ServinException.invalid("no command: " + words[0]);
        };
    }

    private String create(List<String> words) {
        Optional<String> name = Optional.empty();
        Optional<String> expires = Optional.empty();
        Set<String> groups = new LinkedHashSet<>();
        for (int i = 0; i < words.size(); i += 2) {
            if (i + 1 == words.size()) {
                throw ServinException.invalid(CREATE);
            }
            String value = words.get(i + 1);
            switch (words.get(i)) {
                case "--name" -> name = once(name, value);
                case "--expires" -> expires = once(expires, value);
                case "--group" -> groups.add(value);
                default -> throw ServinException.invalid(CREATE);
            }
        }
        if (name.isEmpty() || expires.isEmpty()) {
            throw ServinException.invalid(CREATE);
        }
        return keys.create(new KeyRequest(name.get(), groups, Expiry.parse(expires.get(), clock.instant()))).text();
    }

    private static Optional<String> once(Optional<String> before, String value) {
        if (before.isPresent()) {
            throw ServinException.invalid(CREATE);
        }
        return Optional.of(value);
    }

    private static String id(List<String> words, String usage) {
        if (words.size() != 1) {
            throw ServinException.invalid(usage);
        }
        return words.get(0);
    }

    private String list(List<String> words) {
        if (!words.isEmpty()) {
            throw ServinException.invalid(LIST);
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("ID", "NAME", "GROUPS", "CREATED", "EXPIRES", "LAST USED", "STATE")));
        for (KeyRecord key : keys.list()) {
            rows.add(List.of(key.id(), key.name(), String.join(",", new TreeSet<>(key.groups())), key.created().toString(), key.expires().map(Object::toString).orElse("never"),
                    key.used().map(Object::toString).orElse("never"), key.state(clock.instant())));
        }
        return table(rows);
    }

    private static String table(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                text.append(i + 1 == row.size() ? row.get(i) : row.get(i) + " ".repeat(width - row.get(i).length() + 3));
            }
            text.append('\n');
        }
        return text.toString().stripTrailing();
    }
}
