package org.servin.http.internal;

import java.io.IOException;
import java.util.List;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.servin.http.HttpApplication;
import org.servin.http.HttpListeners;
import org.servin.linux.listen.InheritedSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the listeners, and keeps them open while applications come and go. */
@Component(configurationPid = {"org.servin", "org.servin.access"}, immediate = true)
public final class HttpListenersComponent implements HttpListeners {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListenersComponent.class);
    private static final long PATIENCE_MILLIS = 10_000;

    private final Applications applications = new Applications();
    private final Listeners listeners;

    /** Listens, or fails with one line that says where and why. */
    @Activate
    public HttpListenersComponent(ListenerSettings settings) throws IOException {
        try {
            listeners = new Listeners(settings, new ApplicationHandler(applications, PATIENCE_MILLIS, Limits.of(settings)),
                    InheritedSocket.all(System.getenv(), ProcessHandle.current().pid()));
        } catch (IOException | RuntimeException e) {
            // whoever started the engine by hand must see why it does not come up, wherever the log goes
            System.err.println("servin: " + e.getMessage());
            throw e;
        }
        LOG.info("listening on {}", listeners.endpoints());
    }

    /** What changes while the engine runs concerns those who answer: whoever is connected stays so. */
    @Modified
    void modified() { }

    /** An application has come. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    public void addApplication(HttpApplication application, ServiceReference<HttpApplication> reference) {
        applications.add(reference, application);
    }

    /** An application has gone. */
    public void removeApplication(ServiceReference<HttpApplication> reference) {
        applications.remove(reference);
    }

    /** Stops listening. */
    @Deactivate
    public void close() {
        listeners.close();
    }

    @Override
    public List<String> endpoints() {
        return listeners.endpoints();
    }
}
