"""What single hosts read: tables and settings made from what a site needs."""
