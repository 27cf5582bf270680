package org.servin.audit.jsonl.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuditSink;

class AuditLogComponentTest {
    @TempDir
    Path folder;
    private final List<AuditSink> sinks = new ArrayList<>();
    private int fewest = Integer.MAX_VALUE;

    private record Given(String audit$_$log, boolean audit$_$log$_$required, String audit$_$log$_$max$_$size, int audit$_$log$_$max$_$file) implements AuditSettings {
        @Override
        public Class<? extends Annotation> annotationType() {
            return AuditSettings.class;
        }
    }

    /** A framework that knows who is registered. */
    private final BundleContext context = (BundleContext) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
        assertEquals("registerService", method.getName());
        AuditSink sink = (AuditSink) arguments[1];
        sinks.add(sink);
        return Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (registration, call, none) -> {
            assertEquals("unregister", call.getName());
            sinks.remove(sink);
            fewest = Math.min(fewest, sinks.size());
            return null;
        });
    });

    private Given file(String name) {
        return new Given(folder.resolve(name).toString(), false, "-1", 5);
    }

    @Test
    void withoutAFileThereIsNoService() {
        AuditLogComponent component = new AuditLogComponent(context, new Given("", false, "-1", 5));
        assertEquals(List.of(), sinks);
        component.close();
    }

    @Test
    void opensNoFileUntilThereIsALine() throws IOException {
        AuditLogComponent component = new AuditLogComponent(context, file("a"));
        assertFalse(Files.exists(folder.resolve("a")));
        sinks.get(0).record(Decisions.of("/", "x"));
        component.close();
        assertTrue(Files.readString(folder.resolve("a")).endsWith("\"reason\":\"x\"}\n"));
        assertEquals(List.of(), sinks);
    }

    @Test
    void noDecisionGoesByWhenTheSettingsChange() throws IOException {
        AuditLogComponent component = new AuditLogComponent(context, file("a"));
        sinks.get(0).record(Decisions.of("/", "x"));
        component.update(file("b"));
        sinks.get(0).record(Decisions.of("/", "y"));
        assertEquals(1, fewest);
        component.close();
        assertTrue(Files.readString(folder.resolve("a")).contains("\"x\""));
        assertTrue(Files.readString(folder.resolve("b")).contains("\"y\""));
    }

    @ParameterizedTest
    @CsvSource({"'', -1, 5", "relative, -1, 5", "/tmp/x, 1k, 5", "/tmp/x, large, 5", "/tmp/x, 1m, 1"})
    void settingsWithoutSenseOpenNothing(String path, String size, int files) {
        AuditLogComponent component = new AuditLogComponent(context, new Given(path, true, size, files));
        ServinException refused = assertThrows(ServinException.class, () -> sinks.get(0).record(Decisions.of("/", "x")));
        assertEquals(ErrorKind.UNAVAILABLE, refused.kind());
        component.close();
        component = new AuditLogComponent(context, new Given(path, false, size, files));
        assertEquals(List.of(), sinks);
        component.close();
    }
}
