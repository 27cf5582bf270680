package org.servin.api.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SecretFreeUriTest {
    @Test
    void passwordsInsideUrlsAreTakenOut() {
        assertEquals("/images/create?fromSrc=https://***@host/x", SecretFreeUri.of("/images/create?fromSrc=https://me:secret@host/x"));
        assertEquals("/images/create?fromSrc=https%3A%2F%2F***%40host%2Fx", SecretFreeUri.of("/images/create?fromSrc=https%3A%2F%2Fme%3Asecret%40host%2Fx"));
    }

    @Test
    void allElseStaysAsItIs() {
        for (String uri : new String[] {"/_ping", "/images/a@sha256:00/json", "/images/create?fromSrc=https://host/x@y&tag=1"}) {
            assertEquals(uri, SecretFreeUri.of(uri));
        }
    }
}
