package org.servin.api.internal.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.function.Function;
import org.glassfish.jersey.innate.inject.Bindings;
import org.glassfish.jersey.internal.inject.Binder;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/** Hands resource methods the request itself. Jersey would look it up in its injection container at each call, which takes longer than the rest of a small call. */
final class RequestParameter implements ValueParamProvider {
    /** Puts it into Jersey's configuration. */
    static Binder binder() {
        return () -> List.of(Bindings.service(new RequestParameter()).to(ValueParamProvider.class));
    }

    @Override
    public Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
        return parameter.getRawType() == ContainerRequestContext.class ? request -> request : null;
    }

    @Override
    public PriorityType getPriority() {
        return Priority.HIGH;
    }
}
