package org.servin.api.internal.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.servin.api.internal.access.DryRun;

/** Turns every failure into an answer. */
@Singleton
final class FailureMapper implements ExceptionMapper<Throwable> {
    @Override
    public Response toResponse(Throwable e) {
        if (e instanceof DryRun run) {
            return Answers.ok(run.report());
        }
        Failure f = Failure.of(e);
        Response.ResponseBuilder b = Response.status(f.status());
        return f.status() == 304 ? b.build() : b.type("application/json").entity(json(f)).build();
    }

    /** {@code {"message": ...}}, and more where there is more to say. */
    static byte[] json(Failure failure) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("message", failure.message());
        document.putAll(failure.more());
        return Json.line(document);
    }
}
