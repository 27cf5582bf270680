package org.servin.audit.jsonl.internal;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Target;
import org.servin.spi.auth.UnixPeer;

/** A decision as one line of JSON. What is empty is left out. Headers and bodies are in no record; the engine has taken secrets out of the URI. */
final class AuditLine {
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    private AuditLine() { }

    static byte[] of(AuditRecord decision) {
        JsonText json = new JsonText().begin();
        json.text("time", time(decision.time())).text("result", decision.result().name().toLowerCase(Locale.ROOT));
        decision.principal().ifPresent(principal -> who(json, principal));
        from(json, decision.caller());
        json.text("method", decision.method()).text("uri", decision.uri()).text("action", decision.action());
        target(json, decision.target());
        json.text("driver", decision.driver()).text("rule", decision.rule()).text("reason", decision.reason());
        return line(json);
    }

    /** Stands where lines are missing. */
    static byte[] lost(long count) {
        return line(new JsonText().begin().text("time", time(Instant.now())).text("result", "lost").number("lost", count)
                .text("reason", "that many decisions were not written here: the file was too slow, or could not be written"));
    }

    private static byte[] line(JsonText json) {
        return (json.end() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static void who(JsonText json, Principal principal) {
        json.begin("who").text("name", principal.name()).texts("groups", principal.groups().stream().sorted().toList()).text("method", principal.method()).end();
    }

    private static void from(JsonText json, Caller caller) {
        json.begin("from").text("transport", caller.transport()).text("address", caller.remote());
        caller.unix().ifPresent(peer -> process(json, peer));
        caller.certificates().stream().findFirst().ifPresent(certificate -> certificate(json, certificate));
        json.end();
    }

    private static void process(JsonText json, UnixPeer peer) {
        json.number("uid", Integer.toUnsignedLong(peer.uid())).number("gid", Integer.toUnsignedLong(peer.gid())).number("pid", peer.pid());
    }

    private static void certificate(JsonText json, X509Certificate certificate) {
        json.text("certificate", certificate.getSubjectX500Principal().getName());
    }

    private static void target(JsonText json, Target target) {
        if (!target.equals(Target.NONE)) {
            json.begin("target").text("kind", target.kind()).text("id", target.id()).texts("names", target.names()).end();
        }
    }
}
