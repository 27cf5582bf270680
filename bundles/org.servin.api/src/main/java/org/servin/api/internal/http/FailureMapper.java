package org.servin.api.internal.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Turns every failure into an answer. */
@Singleton
final class FailureMapper implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable e) {
        Failure f = Failure.of(e);
        Response.ResponseBuilder b = Response.status(f.status());
        return f.status() == 304 ? b.build() : b.type("application/json").entity(json(f.message())).build();
    }

    /** {@code {"message": ...}}. */
    static byte[] json(String message) {
        return Json.line(JsonNodeFactory.instance.objectNode().put("message", message));
    }
}
