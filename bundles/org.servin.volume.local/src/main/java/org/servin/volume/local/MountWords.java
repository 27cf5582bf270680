package org.servin.volume.local;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/** The words of a volume's option {@code o}. */
final class MountWords {
    /** The types whose servers people name, where the kernel wants addresses. */
    private static final Set<String> NETWORKED = Set.of("nfs", "nfs4", "cifs", "smb3");
    private static final String ADDRESS = "addr=";
    private static final Pattern SECRET = Pattern.compile("(pass|password|password2)=.*", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+|.*:.*");

    private MountWords() { }

    /** Words between commas. Two commas within a password are one of its own, as cifs has it; they stay two here. */
    static List<String> split(String o) {
        List<String> words = new ArrayList<>();
        for (String part : o.split(",", -1)) {
            String last = words.isEmpty() ? "" : words.get(words.size() - 1);
            if (last.endsWith(",") && isSecret(last)) {
                words.set(words.size() - 1, last + "," + part);
            } else if (part.isEmpty() && isSecret(last)) {
                words.set(words.size() - 1, last + ",");
            } else if (!part.isEmpty()) {
                words.add(part);
            }
        }
        return words;
    }

    /** With the commas of passwords as they are meant. */
    static List<String> unescaped(List<String> words) {
        return words.stream().map(word -> isSecret(word) ? word.replace(",,", ",") : word).toList();
    }

    private static boolean isSecret(String word) {
        return SECRET.matcher(word).matches();
    }

    /** For messages. */
    static String withoutSecret(String word) {
        return isSecret(word) ? word.substring(0, word.indexOf('=')) + "=********" : word;
    }

    /** With the server's address where its name is. */
    static String resolved(String type, String word, UnaryOperator<String> address) {
        String server = word.startsWith(ADDRESS) ? word.substring(ADDRESS.length()) : "";
        boolean named = NETWORKED.contains(type) && !server.isEmpty() && !LITERAL.matcher(server).matches();
        return named ? ADDRESS + address.apply(server) : word;
    }

    /** Asks the host's resolver, which may take its time. INTERNAL if there is no such name. */
    static String lookUp(String server) {
        try {
            return InetAddress.getByName(server).getHostAddress();
        } catch (UnknownHostException e) {
            throw ServinException.internal("error resolving passed in network volume address: lookup " + server + ": no such host", e);
        }
    }
}
