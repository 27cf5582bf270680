package org.servin.itests.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.servin.itests.harness.Api;

/** What users wait for, once each, on one engine. */
final class Round {
    private static final String CREATE = "/containers/create";
    private static final String TRUE = "{\"Image\":\"busybox:latest\",\"Cmd\":[\"true\"]}";
    private static final String SLEEP = "{\"Image\":\"busybox:latest\",\"Cmd\":[\"sleep\",\"1000\"]}";
    private final Path socket;
    private final Figures figures;

    Round(Path socket, Figures figures) {
        this.socket = socket;
        this.figures = figures;
    }

    void life() throws Exception {
        try (Api api = new Api(socket)) {
            figures.timed("life", () -> {
                String id = figures.timed("create", () -> api.call("POST", CREATE, TRUE)).field("Id");
                figures.timed("start", () -> api.call("POST", "/containers/" + id + "/start", ""));
                figures.timed("wait", () -> api.call("POST", "/containers/" + id + "/wait", ""));
                return figures.timed("remove", () -> api.call("DELETE", "/containers/" + id, ""));
            });
        }
    }

    void inside() throws Exception {
        try (Api api = new Api(socket)) {
            String id = api.call("POST", CREATE, SLEEP).field("Id");
            api.call("POST", "/containers/" + id + "/start", "");
            for (int i = 0; i < 3; i++) {
                figures.timed("exec", () -> exec(api, id));
                figures.timed("inspect", () -> api.call("GET", "/containers/" + id + "/json", ""));
                figures.timed("ping", () -> api.call("GET", "/_ping", ""));
                figures.timed("list", () -> api.call("GET", "/containers/json?all=1", ""));
            }
            api.call("DELETE", "/containers/" + id + "?force=1", "");
        }
    }

    private String exec(Api api, String container) throws IOException {
        String exec = api.call("POST", "/containers/" + container + "/exec", "{\"Cmd\":[\"true\"],\"AttachStdout\":true}").field("Id");
        try (Api stream = new Api(socket)) {
            stream.hijack("/exec/" + exec + "/start", "{\"Detach\":false}");
        }
        String state = api.call("GET", "/exec/" + exec + "/json", "").body();
        while (state.contains("\"Running\":true")) {
            state = api.call("GET", "/exec/" + exec + "/json", "").body();
        }
        return state;
    }

    /** Containers started a second, by so many clients at once; they are left running. */
    List<String> crowd(int containers, int clients) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            long from = System.nanoTime();
            List<Future<List<String>>> parts = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                parts.add(pool.submit(() -> startSome(containers / clients)));
            }
            List<String> ids = new ArrayList<>();
            for (Future<List<String>> part : parts) {
                ids.addAll(part.get());
            }
            figures.add("crowd, a second", containers / ((System.nanoTime() - from) / 1e9));
            return ids;
        } finally {
            pool.shutdown();
        }
    }

    private List<String> startSome(int count) throws IOException {
        List<String> ids = new ArrayList<>();
        try (Api api = new Api(socket)) {
            for (int i = 0; i < count; i++) {
                String id = api.call("POST", CREATE, SLEEP).field("Id");
                api.call("POST", "/containers/" + id + "/start", "");
                ids.add(id);
            }
        }
        return ids;
    }

    /** Makes containers that are not started. */
    List<String> stopped(int count) throws IOException {
        List<String> ids = new ArrayList<>();
        try (Api api = new Api(socket)) {
            for (int i = 0; i < count; i++) {
                ids.add(api.call("POST", CREATE, TRUE).field("Id"));
            }
        }
        return ids;
    }

    void listLong() throws Exception {
        try (Api api = new Api(socket)) {
            for (int i = 0; i < 10; i++) {
                figures.timed("list of 500", () -> api.call("GET", "/containers/json?all=1", ""));
            }
        }
    }

    void remove(List<String> ids) throws IOException {
        try (Api api = new Api(socket)) {
            for (String id : ids) {
                api.call("DELETE", "/containers/" + id + "?force=1", "");
            }
        }
    }
}
