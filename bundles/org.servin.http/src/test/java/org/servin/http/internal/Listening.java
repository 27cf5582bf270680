package org.servin.http.internal;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.ServiceReference;
import org.servin.http.HttpApplication;

/** Listeners for a test, with an application. */
record Listening(HttpListenersComponent component) implements AutoCloseable {
    /** An application that says who asks. */
    static final HttpApplication WHO = x -> x.output().write((x.peer().transport() + " "
            + (x.peer().certificates().isEmpty() ? "nobody" : x.peer().certificates().get(0).getSubjectX500Principal().getName())).getBytes(StandardCharsets.UTF_8));

    /** With settings by the names of the methods of {@link ListenerSettings}, or as in daemon.json. */
    static Listening with(HttpApplication application, Map<String, Object> values) throws IOException {
        Map<String, Object> all = new HashMap<>(Map.of("group", ""));
        values.forEach((key, value) -> all.put(key.replace("-", "$_$"), value));
        HttpListenersComponent component = new HttpListenersComponent((ListenerSettings) Proxy.newProxyInstance(Listening.class.getClassLoader(),
                new Class<?>[] {ListenerSettings.class}, (p, m, a) -> m.getDeclaringClass() == Annotation.class ? null : all.getOrDefault(m.getName(), m.getDefaultValue())));
        component.addApplication(application, reference());
        return new Listening(component);
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<HttpApplication> reference() {
        return (ServiceReference<HttpApplication>) Proxy.newProxyInstance(Listening.class.getClassLoader(), new Class<?>[] {ServiceReference.class},
                (p, m, a) -> m.getName().equals("compareTo") ? 0 : null);
    }

    /** The port of the first endpoint. */
    int port() {
        return URI.create(component.endpoints().get(0)).getPort();
    }

    /** A new connection to the first endpoint, over TCP. */
    Socket connect() throws IOException {
        return new Socket("127.0.0.1", port());
    }

    @Override
    public void close() {
        component.close();
    }
}
