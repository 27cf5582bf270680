package org.servin.image.internal.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.image.ImageSettings;
import org.servin.image.internal.manifest.Json;
import org.servin.spi.ServinException;

/** Applies Dockerfile instructions to an image's settings, those that commit and import take. Used by one thread. */
public final class Instructions {
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    private final Settings now;
    private boolean commandSet;

    private Instructions(ImageSettings settings) {
        now = new Settings(settings);
    }

    /** Applies lines in their order. INVALID_ARGUMENT naming the line that is wrong. */
    public static ImageSettings apply(ImageSettings settings, List<String> lines) {
        if (lines.isEmpty()) {
            return settings;
        }
        Instructions instructions = new Instructions(settings);
        List<String> whole = String.join("\n", lines).replaceAll("\\\\[ \t]*\n", "").lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
        if (whole.isEmpty()) {
            throw ServinException.invalid("file with no instructions");
        }
        whole.forEach(instructions::line);
        return instructions.now.settings();
    }

    private void line(String line) {
        String[] parts = line.split("\\s+", 2);
        String name = parts[0].toLowerCase(Locale.ROOT);
        String rest = parts.length < 2 ? "" : parts[1].strip();
        switch (name) {
            case "cmd" -> command(rest);
            case "entrypoint" -> entrypoint(rest);
            case "env" -> pairs("ENV", rest).forEach(now::env);
            case "label" -> pairs("LABEL", rest).forEach(now.labels::put);
            case "expose" -> expose(rest);
            case "user" -> now.user = one("USER", rest);
            case "workdir" -> now.workingDir = workdir(one("WORKDIR", rest));
            case "volume" -> volumes(rest);
            case "onbuild" -> onBuild(rest);
            case "healthcheck" -> now.healthcheck = HealthChecks.parse(rest);
            default -> throw ServinException.invalid(name + " is not a valid change command");
        }
    }

    private static void require(String name, String rest) {
        if (rest.isEmpty()) {
            throw ServinException.invalid(name + " requires at least one argument");
        }
    }

    private String one(String name, String rest) {
        if (rest.isEmpty()) {
            throw ServinException.invalid(name + " requires exactly one argument");
        }
        return Words.expand(rest, now.variables());
    }

    /** The words of a JSON array of strings; empty for anything else, which is then shell form, as in Docker. */
    static Optional<List<String>> json(String rest) {
        if (!rest.startsWith("[")) {
            return Optional.empty();
        }
        try {
            JsonNode node = Json.MAPPER.readTree(rest);
            List<String> words = new ArrayList<>();
            for (JsonNode word : node) {
                if (!word.isTextual()) {
                    return Optional.empty();
                }
                words.add(word.textValue());
            }
            return Optional.of(words);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private List<String> commandLine(String rest) {
        return json(rest).orElseGet(() -> {
            List<String> words = new ArrayList<>(now.shell == null || now.shell.isEmpty() ? DEFAULT_SHELL : now.shell);
            if (!rest.isEmpty()) {
                words.add(rest);
            }
            return words;
        });
    }

    private void command(String rest) {
        now.cmd = commandLine(rest);
        commandSet = true;
    }

    private void entrypoint(String rest) {
        now.entrypoint = rest.isEmpty() ? List.of() : commandLine(rest);
        if (!commandSet) {
            now.cmd = null;
        }
    }

    private Map<String, String> pairs(String name, String rest) {
        require(name, rest);
        Map<String, String> pairs = new LinkedHashMap<>();
        List<String> words = Words.split(rest);
        Map<String, String> variables = now.variables();
        if (!words.get(0).contains("=")) {
            String[] old = rest.split("\\s+", 2);
            if (old.length < 2) {
                throw ServinException.invalid(name + " must have two arguments");
            }
            pairs.put(Words.expand(old[0], variables), Words.expand(old[1].strip(), variables));
            return pairs;
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw ServinException.invalid("Syntax error - can't find = in \"" + word + "\". Must be of the form: name=value");
            }
            if (equals == 0) {
                throw ServinException.invalid(name + " names can not be blank");
            }
            pairs.put(Words.expand(word.substring(0, equals), variables), Words.expand(word.substring(equals + 1), variables));
        }
        return pairs;
    }

    private void expose(String rest) {
        require("EXPOSE", rest);
        for (String word : Words.split(rest)) {
            Ports.parse(Words.expand(word, now.variables())).forEach(port -> now.exposedPorts.put(port, Json.MAPPER.createObjectNode()));
        }
    }

    private void volumes(String rest) {
        List<String> words = json(rest).orElseGet(() -> Words.split(rest));
        require("VOLUME", words.isEmpty() ? "" : rest);
        for (String word : words) {
            String volume = Words.expand(word, now.variables()).strip();
            if (volume.isEmpty()) {
                throw ServinException.invalid("VOLUME specified can not be an empty string");
            }
            now.volumes.put(volume, Json.MAPPER.createObjectNode());
        }
    }

    private String workdir(String folder) {
        String base = folder.startsWith("/") ? "" : Optional.ofNullable(now.workingDir).orElse("");
        List<String> parts = new ArrayList<>();
        for (String part : (base + "/" + folder).split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.remove(parts.size() - 1);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    private void onBuild(String rest) {
        require("ONBUILD", rest);
        String trigger = rest.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        if (trigger.equals("ONBUILD")) {
            throw ServinException.invalid("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
        }
        if (trigger.equals("FROM") || trigger.equals("MAINTAINER")) {
            throw ServinException.invalid(trigger + " isn't allowed as an ONBUILD trigger");
        }
        now.onBuild.add(rest);
    }

    /** Settings while they change. */
    private static final class Settings {
        private final ImageSettings before;
        private final List<String> env;
        private final Map<String, String> labels;
        private final Map<String, JsonNode> exposedPorts;
        private final Map<String, JsonNode> volumes;
        private final List<String> onBuild;
        private List<String> cmd;
        private List<String> entrypoint;
        private List<String> shell;
        private String user;
        private String workingDir;
        private String stopSignal;
        private JsonNode healthcheck;

        Settings(ImageSettings before) {
            this.before = before;
            env = new ArrayList<>(Optional.ofNullable(before.env()).orElse(List.of()));
            labels = new LinkedHashMap<>(Optional.ofNullable(before.labels()).orElse(Map.of()));
            exposedPorts = new LinkedHashMap<>(Optional.ofNullable(before.exposedPorts()).orElse(Map.of()));
            volumes = new LinkedHashMap<>(Optional.ofNullable(before.volumes()).orElse(Map.of()));
            onBuild = new ArrayList<>(Optional.ofNullable(before.onBuild()).orElse(List.of()));
            cmd = before.cmd();
            entrypoint = before.entrypoint();
            shell = before.shell();
            user = before.user();
            workingDir = before.workingDir();
            stopSignal = before.stopSignal();
            healthcheck = before.healthcheck();
        }

        void env(String name, String value) {
            String line = name + "=" + value;
            for (int i = 0; i < env.size(); i++) {
                if (env.get(i).startsWith(name + "=") || env.get(i).equals(name)) {
                    env.set(i, line);
                    return;
                }
            }
            env.add(line);
        }

        Map<String, String> variables() {
            Map<String, String> variables = new LinkedHashMap<>();
            for (String line : env) {
                int equals = line.indexOf('=');
                variables.put(equals < 0 ? line : line.substring(0, equals), equals < 0 ? "" : line.substring(equals + 1));
            }
            return variables;
        }

        ImageSettings settings() {
            return new ImageSettings(before.hostname(), before.domainname(), user, exposedPorts, env, entrypoint, cmd, volumes, workingDir, labels,
                    stopSignal, healthcheck, before.argsEscaped(), onBuild, shell, before.image());
        }
    }
}
