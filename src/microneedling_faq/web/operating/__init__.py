"""How the web application is kept well: queue, limits, security headers, problem details, warming up.

In: requests of any door. Out: the same requests, let through or turned away. Knows no page.
"""
