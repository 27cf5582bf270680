/** What all resources need: versions, failures, bodies, queries, streams. */
package org.servin.api.internal.http;
