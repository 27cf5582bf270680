package org.servin.image.internal.registry;

import java.io.InputStream;
import java.net.http.HttpHeaders;

/**
 * What a server answered.
 *
 * @param body what is still arriving; to be closed. Reading fails when nothing comes for too long, and with CANCELLED when the reader is interrupted
 */
record Answer(int statusCode, HttpHeaders headers, InputStream body) { }
