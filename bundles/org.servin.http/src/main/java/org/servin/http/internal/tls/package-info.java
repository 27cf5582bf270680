/** Encryption of the listeners, and the proof of clients by certificate. */
package org.servin.http.internal.tls;
