package org.servin.api.internal;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.ServiceReference;
import org.servin.api.internal.access.AccessChain;
import org.servin.api.internal.access.AuditTrail;
import org.servin.api.internal.access.Authentication;
import org.servin.api.internal.access.Authorization;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.access.Guard;
import org.servin.api.internal.access.Targets;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.http.JerseyApplication;
import org.servin.core.driver.Drivers;
import org.servin.http.HttpApplication;
import org.servin.http.internal.HttpListenersComponent;
import org.servin.http.internal.ListenerSettings;

/** Real listeners on a unix socket with resources on fakes behind. */
final class ApiServer implements AutoCloseable {
    /** Of facts that nobody asks for. */
    static final ContainerFacts NO_FACTS = new ContainerFacts(null, null, null);

    private final HttpListenersComponent listeners;
    private final Path socket;

    ApiServer(Path folder, Object... resources) throws IOException {
        this(folder, open(), new Targets(null, null, null, null, null), resources);
    }

    ApiServer(Path folder, Guard guard, Targets targets, Object... resources) throws IOException {
        socket = folder.resolve("api.sock");
        listeners = new HttpListenersComponent(settings(Map.of("hosts", new String[] {"unix://" + socket}, "group", "")));
        listeners.addApplication(new JerseyApplication(List.of(resources), guard, targets, view -> new Facts(), "0.0.0"), reference());
    }

    Client client() {
        return new Client(socket);
    }

    @Override
    public void close() {
        listeners.close();
    }

    private static Guard open() {
        AccessChain nobody = new AccessChain(new Authentication(noDrivers(), List.of()), new Authorization(noDrivers(), List.of()), List.of(), false);
        return new Guard(() -> nobody, new AuditTrail());
    }

    /** Who comes by a unix socket is not judged by any. */
    private static Drivers noDrivers() {
        return (Drivers) Proxy.newProxyInstance(ApiServer.class.getClassLoader(), new Class<?>[] {Drivers.class}, (p, m, a) -> {
            throw new UnsupportedOperationException(m.toString());
        });
    }

    /** A configuration with the annotation's defaults. */
    private static ListenerSettings settings(Map<String, Object> values) {
        return (ListenerSettings) Proxy.newProxyInstance(ApiServer.class.getClassLoader(), new Class<?>[] {ListenerSettings.class},
                (p, m, a) -> m.getDeclaringClass() == Annotation.class ? null : values.getOrDefault(m.getName(), m.getDefaultValue()));
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<HttpApplication> reference() {
        return (ServiceReference<HttpApplication>) Proxy.newProxyInstance(ApiServer.class.getClassLoader(), new Class<?>[] {ServiceReference.class},
                (p, m, a) -> m.getName().equals("compareTo") ? 0 : null);
    }
}
