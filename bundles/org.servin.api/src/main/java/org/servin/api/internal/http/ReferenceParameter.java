package org.servin.api.internal.http;

import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.function.Function;
import org.glassfish.jersey.innate.inject.Bindings;
import org.glassfish.jersey.internal.inject.Binder;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.model.Parameter;
import org.glassfish.jersey.server.spi.internal.ValueParamProvider;

/** Hands resource methods the path parameter {@code id}: once a call was judged it names the very thing that was. */
final class ReferenceParameter implements ValueParamProvider {
    private static final String ID = "id";

    /** Puts it into Jersey's configuration. */
    static Binder binder() {
        return () -> List.of(Bindings.service(new ReferenceParameter()).to(ValueParamProvider.class));
    }

    @Override
    public Function<ContainerRequest, ?> getValueProvider(Parameter parameter) {
        PathParam name = parameter.getAnnotation(PathParam.class);
        if (name == null || !name.value().equals(ID) || parameter.getRawType() != String.class) {
            return null;
        }
        return request -> ApiCall.of(request).reference(request.getUriInfo().getPathParameters().getFirst(ID));
    }

    @Override
    public PriorityType getPriority() {
        return Priority.HIGH;
    }
}
