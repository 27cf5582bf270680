/** The resources of the Docker Engine API, a class each. */
package org.servin.api.internal.resource;
