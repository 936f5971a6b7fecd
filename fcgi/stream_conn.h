/* Connections of k8sm-stream: the listener, streams, sockets. */
#ifndef K8SM_FCGI_STREAM_CONN_H
#define K8SM_FCGI_STREAM_CONN_H

#include "stream.h"

/* The protocol callbacks. */
int stream_conn_listen_event(struct lws *wsi, enum lws_callback_reasons reason,
    void *user, void *in, size_t len);
int stream_conn_event(struct lws *wsi, enum lws_callback_reasons reason,
    void *user, void *in, size_t len);
int stream_conn_socket_event(struct lws *wsi, enum lws_callback_reasons reason,
    void *user, void *in, size_t len);

/* Listens on ${path}; false with errno. */
bool stream_conn_listen(const char *path);
/* Has those that want to write once more watched; after each turn of the loop. */
void stream_conn_turn(void);

#endif
