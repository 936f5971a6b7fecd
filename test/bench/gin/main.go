// The peer of the list benchmark: gin and pgx, the same statement, no login.
//
//	gin SOCKET DATABASE_URL STATEMENT_FILE
package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v4/pgxpool"
)

func main() {
	gin.SetMode(gin.ReleaseMode)
	raw, err := os.ReadFile(os.Args[3])
	if err != nil {
		panic(err)
	}
	statement := strings.TrimSpace(string(raw))
	config, err := pgxpool.ParseConfig(os.Args[2])
	if err != nil {
		panic(err)
	}
	config.MaxConns = 8
	pool, err := pgxpool.ConnectConfig(context.Background(), config)
	if err != nil {
		panic(err)
	}
	router := gin.New()
	router.GET("/api/v1/hosts", func(c *gin.Context) {
		rows, err := pool.Query(c, statement)
		if err != nil {
			c.JSON(500, gin.H{"code": 3001, "message": err.Error()})
			return
		}
		defer rows.Close()
		names := rows.FieldDescriptions()
		list := []gin.H{}
		for rows.Next() {
			values, err := rows.Values()
			if err != nil {
				c.JSON(500, gin.H{"code": 3001, "message": err.Error()})
				return
			}
			row := gin.H{}
			for i, v := range values {
				row[string(names[i].Name)] = v
			}
			list = append(list, row)
		}
		c.JSON(200, gin.H{"code": 1000, "message": "ok",
			"data": gin.H{"list": list, "total": len(list)}})
	})
	os.Remove(os.Args[1])
	listener, err := net.Listen("unix", os.Args[1])
	if err != nil {
		panic(err)
	}
	os.Chmod(os.Args[1], 0666)
	http.Serve(listener, router)
}
