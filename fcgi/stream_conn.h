/* The protocol callback of k8sm-stream's connections. */
#ifndef K8SM_FCGI_STREAM_CONN_H
#define K8SM_FCGI_STREAM_CONN_H

#include "stream.h"

int stream_conn_event(struct lws *wsi, enum lws_callback_reasons reason,
    void *user, void *in, size_t len);

#endif
