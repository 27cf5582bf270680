package org.servin.auth.plugin.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds plugins as dockerd does: sockets first, then specifications ({@code .spec} with an address, {@code .json} with an address and TLS files).
 *
 * @param sockets the sockets' folder
 * @param specs the specifications' folders, in their order
 */
record Discovery(Path sockets, List<Path> specs) {
    private static final int LARGEST = 64 * 1024;
    private static final int SOCKET = 0xc000; // S_IFSOCK of st_mode, which Java has no other name for
    private static final int TYPE = 0xf000;
    private static final JsonFactory JSON = new JsonFactory();

    Discovery {
        specs = List.copyOf(specs);
    }

    /** Where a plugin is now. IOException, in dockerd's words, if it is nowhere, or what says where cannot be understood. */
    Address find(String name) throws IOException {
        for (Path path : places(sockets, name, ".sock")) {
            if (isSocket(path)) {
                return Address.of(path, version(path));
            }
        }
        for (Path path : specifications(name)) {
            if (Files.exists(path)) {
                return read(path);
            }
        }
        throw new IOException("plugin \"" + name + "\" not found");
    }

    private List<Path> specifications(String name) {
        List<Path> all = new ArrayList<>();
        for (Path folder : specs) {
            all.addAll(places(folder, name, ".spec"));
            all.addAll(places(folder, name, ".json"));
        }
        return all;
    }

    private static List<Path> places(Path folder, String name, String end) {
        return List.of(folder.resolve(name + end), folder.resolve(name).resolve(name + end));
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.exists(path) && ((Integer) Files.getAttribute(path, "unix:mode") & TYPE) == SOCKET;
    }

    /** A socket that is made anew is another file, whatever its name. */
    private static String version(Path path) throws IOException {
        FileTime changed = (FileTime) Files.getAttribute(path, "unix:ctime");
        return Files.getAttribute(path, "unix:ino") + " " + changed.to(TimeUnit.NANOSECONDS);
    }

    private static Address read(Path path) throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new IOException(path + " is too large for a plugin's specification");
        }
        String text = Files.readString(path, StandardCharsets.UTF_8);
        try {
            if (!path.toString().endsWith(".json")) {
                return Address.parse(text.strip(), Optional.empty(), version(path));
            }
            Map<String, String> members = members(text);
            return Address.parse(members.getOrDefault("addr", ""), tls(members), version(path));
        } catch (IllegalArgumentException e) {
            throw new IOException("the plugin's specification " + path + " cannot be understood: " + e.getMessage(), e);
        }
    }

    private static Optional<TlsFiles> tls(Map<String, String> members) {
        if (!members.containsKey("tlsconfig")) {
            return Optional.empty();
        }
        Optional<Path> authorities = file(members, "cafile");
        boolean anybody = authorities.isEmpty() || members.getOrDefault("tlsconfig/insecureskipverify", "").equals("true");
        return Optional.of(new TlsFiles(anybody, authorities, file(members, "certfile"), file(members, "keyfile")));
    }

    private static Optional<Path> file(Map<String, String> members, String name) {
        return Optional.ofNullable(members.get("tlsconfig/" + name)).filter(text -> !text.isEmpty()).map(Path::of);
    }

    /** Scalars by their path; names in lower case, since Go does not distinguish. */
    private static Map<String, String> members(String json) throws IOException {
        Map<String, String> found = new HashMap<>();
        String inner = "";
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String name = parser.currentName() == null ? "" : parser.currentName().toLowerCase(Locale.ROOT);
                if (token == JsonToken.START_OBJECT && !name.isEmpty()) {
                    found.put(name, "");
                    inner = name + "/";
                } else if (token == JsonToken.END_OBJECT) {
                    inner = "";
                } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                    found.put(inner + name, parser.getText());
                }
            }
        }
        return found;
    }
}
