package org.servin.api.internal.http;

import jakarta.ws.rs.core.Response;

/** Builds ordinary answers. */
public final class Answers {
    private Answers() { }

    /** 200 with a document. */
    public static Response ok(Object document) {
        return json(200, document);
    }

    /** 201 with a document. */
    public static Response created(Object document) {
        return json(201, document);
    }

    /** A status with a document. */
    public static Response json(int status, Object document) {
        return Response.status(status).type("application/json").entity(Json.line(document)).build();
    }

    /** 204. */
    public static Response none() {
        return Response.noContent().build();
    }

    /** A status without a body. */
    public static Response empty(int status) {
        return Response.status(status).build();
    }

    /** For calls that were answered as a stream or by taking the connection over. */
    public static Response streamed() {
        return Response.ok().build();
    }
}
